import difflib
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mock_runpod.errors import Invalid
from mock_runpod.surfaces.kit import MIB, Call, parsed

B = TypeVar("B", bound=BaseModel)


async def read(call: Call, kind: type[B]) -> B:
    """A body of the control API; an absent one is empty. Raises Invalid, naming every mistake."""
    data = parsed(await call.body(MIB) or b"{}")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        wrong = [_sentence(kind, each) for each in error.errors()]
        raise Invalid("; ".join(wrong), wrong) from None


def _sentence(kind: type[BaseModel], error: ErrorDetails) -> str:
    field = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(field, kind.model_fields, n=1)
        return f"unknown key {field!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    if error["type"] in ("model_type", "model_attributes_type"):
        return "the body must be an object"
    return f"{field}: {error['msg']}"
