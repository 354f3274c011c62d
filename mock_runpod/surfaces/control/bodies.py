from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from mock_runpod.errors import Invalid
from mock_runpod.runtime.fields import MOST_TOLD, Row
from mock_runpod.runtime.files.rows import FIELDS, near_field
from mock_runpod.surfaces.kit import MIB, Call, parsed

B = TypeVar("B", bound=BaseModel)


class Body(BaseModel):
    """What the control API takes, and nothing besides."""

    model_config = ConfigDict(extra="forbid", defer_build=True)  # see `Row`


async def read(call: Call, kind: type[B], *, limit: int = MIB) -> B:
    """A body of the control API; an absent one is empty. Raises Invalid, naming every mistake."""
    data = parsed(await call.body(limit) or b"{}")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        wrong = [_sentence(kind, each) for each in error.errors()[:MOST_TOLD]]
        raise Invalid("; ".join(wrong), wrong) from None


def _sentence(kind: type[BaseModel], error: ErrorDetails) -> str:
    field = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        near = near_field(str(error["loc"][-1]), _known(kind))
        return f"unknown key {field!r}" + (f"; did you mean {near!r}?" if near else "")
    if error["type"] in ("model_type", "model_attributes_type"):
        return "the body must be an object"
    return f"{field}: {error['msg']}" if field else error["msg"]


def _known(kind: type[BaseModel]) -> list[str]:
    """The keys of the body, and those of what can stand in it."""
    own = {field.alias or name for name, field in kind.model_fields.items()}
    return sorted({*own, *FIELDS} if issubclass(kind, Row) else own)
