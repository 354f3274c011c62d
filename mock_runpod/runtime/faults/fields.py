"""What the fields of faults can hold."""

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from mock_runpod.model import RequestPattern
from mock_runpod.runtime.fields import Row
from mock_runpod.settings import CENTURY_S

Seconds = Annotated[float, Field(ge=0, le=CENTURY_S)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
Texts = Annotated[
    list[str], BeforeValidator(lambda said: [said] if isinstance(said, str) else said)
]


def _readable(requests: list[str]) -> list[str]:
    for request in requests:
        RequestPattern.read(request)
    return requests


Requests = Annotated[Texts, AfterValidator(_readable)]


def says(text: str, default: Any = None) -> Any:
    return Field(default, description=text)


class Uniform(BaseModel):
    model_config = Row.model_config
    uniform: tuple[Seconds, Seconds]

    @model_validator(mode="after")
    def _check(self) -> Self:
        least, most = self.uniform
        if least > most:
            raise ValueError(f"uniform runs from the least to the most: [{most:g}, {least:g}]")
        return self


class Spread(BaseModel):
    model_config = Row.model_config
    median: Annotated[float, Field(gt=0, le=CENTURY_S)]
    sigma: Annotated[float, Field(ge=0, le=5)]


class LogNormal(BaseModel):
    model_config = Row.model_config
    lognormal: Spread


#: How a span of seconds can be told.
FORMS = ("number", "uniform", "lognormal")


def _form(said: Any) -> str:
    if isinstance(said, dict):
        return next((form for form in FORMS if form in said), "unknown")
    if isinstance(said, Uniform):
        return "uniform"
    return "lognormal" if isinstance(said, LogNormal) else "number"


SPAN = '3, {"uniform": [1, 5]} or {"lognormal": {"median": 0.2, "sigma": 1}}'
Span = Annotated[
    Annotated[Seconds, Tag("number")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[LogNormal, Tag("lognormal")],
    Discriminator(_form, custom_error_type="span", custom_error_message=f"must be like {SPAN}"),
]
