"""What the fields of data files and of bodies of the control API can hold."""

import re
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel
from pydantic_core import InitErrorDetails, PydanticCustomError

#: An answer of ours must be able to nest what came in; the JSON library stops at 254 levels.
DEEPEST = 200
#: Of more mistakes than that, nobody reads the rest; to word each takes a while.
MOST_TOLD = 20
Whole = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
#: It becomes a part of addresses; published ones have dots in them, too.
ID = re.compile(r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")
Id = Annotated[str, Field(pattern=ID.pattern)]
#: What can be answered in JSON: a date or a number beyond 64 bits, as TOML knows them, cannot.
Output = Annotated[JsonValue, AfterValidator(lambda said: orjson.loads(orjson.dumps(said)))]


class Row(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        allow_inf_nan=False,
        defer_build=True,  # most are never read in a run, and each takes a millisecond of its start
    )

    def given(self, *but: str) -> dict[str, Any]:
        """What the file says, by our own names; what it leaves out keeps its default."""
        said = {name: getattr(self, name) for name in self.model_fields_set if name not in but}
        return {name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}


def complaint(sentence: str) -> PydanticCustomError:
    """What a validator raises, so that the sentence is told as it is."""
    return PydanticCustomError("rule", "{sentence}", {"sentence": sentence})


def complaint_at(sentence: str, *place: str | int, about: Any = None) -> InitErrorDetails:
    """The same for a place further in; several make a ValidationError."""
    return InitErrorDetails(type=complaint(sentence), loc=place, input=about)


def depth(data: Any) -> int:
    """How many levels of lists and objects there are, without recursion."""
    level, layer = 0, [data]
    while layer:
        inner: list[Any] = []
        for value in layer:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        if not any(isinstance(value, dict | list) for value in layer):
            break
        level, layer = level + 1, inner
    return level
