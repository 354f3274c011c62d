"""Reading bodies: types, limits and enums checked at once, every mistake named with its pointer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from mock_runpod.errors import Invalid
from mock_runpod.surfaces.kit import MIB, Call
from mock_runpod.surfaces.rest_v1.dialect import EXTRA, ExtraKeys

B = TypeVar("B", bound=BaseModel)
JsonSchema = dict[str, Any]
BODY_LIMIT = 10 * MIB
#: Every client reads these as 32-bit integers.
MOST = 2**31 - 1


class Body(BaseModel):
    """Keys in camel case; strict types; what was not sent is not in `model_fields_set` (B-037)."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        populate_by_name=False,
        defer_build=True,  # not before one comes
    )

    def sent(self) -> dict[str, Any]:
        """What the caller sent, by our own names, lists as the tuples that records hold."""
        said = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}


def _whole(value: Any) -> Any:
    """4.0 is an integer in JSON, too."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Whole:
    """A JSON integer between two limits, both included."""

    least: int = 0
    most: int = MOST

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        number = core_schema.int_schema(strict=True, ge=self.least, le=self.most)
        return core_schema.no_info_before_validator_function(_whole, number)


class OneOf:
    """A string of an enum (B-020). The values are data, so it is no `Literal`."""

    def __init__(self, values: Iterable[str]) -> None:
        self.allowed = list(values)

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(strict=True)
        return core_schema.no_info_after_validator_function(self._check, text)

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        return {"type": "string", "enum": self.allowed}

    def _check(self, value: str) -> str:
        if value not in self.allowed:
            said = {"allowed": ", ".join(self.allowed)}
            raise PydanticCustomError("enum", "must be one of the allowed values: {allowed}", said)
        return value


async def read(call: Call, kind: type[B]) -> B:
    """The body as a `kind`. Raises ExtraKeys or Invalid, with all that is wrong in `problems`."""
    raw = await call.body(BODY_LIMIT)
    try:
        return kind.model_validate_json(raw)
    except ValidationError as error:
        raise _complaint(error.errors(include_url=False)) from None


def _complaint(errors: list[ErrorDetails]) -> Invalid:
    if errors[0]["type"] == "json_invalid":
        return Invalid(f"invalid request body: {errors[0]['ctx']['error']}")
    extra = [e for e in errors if e["type"] == "extra_forbidden"]
    rest = [_sentence(e) for e in errors if e["type"] != "extra_forbidden"]
    if extra:
        keys = [
            f"key provided in request body which is not in input schema: '{e['loc'][-1]}'"
            for e in extra
        ]
        return ExtraKeys(EXTRA, [*keys, *rest])
    return Invalid("; ".join(rest), rest)


def _sentence(error: ErrorDetails) -> str:
    pointer = "".join(f"/{_escaped(part)}" for part in error["loc"])
    if error["type"] == "missing":
        return f"{pointer} is required"
    if error["type"] == "model_type":
        return "the request body must be an object"
    said = error["msg"].removeprefix("Input ").removeprefix("String ")
    return f"{pointer} {said}"


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
