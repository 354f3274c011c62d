from typing import TypeVar

from pydantic import BaseModel, ValidationError

from mock_runpod.errors import Invalid
from mock_runpod.surfaces.kit import MIB, Call, parsed

B = TypeVar("B", bound=BaseModel)


async def read(call: Call, kind: type[B]) -> B:
    """A body of the control API; an absent one is empty. Raises Invalid, naming every mistake."""
    data = parsed(await call.body(MIB) or b"{}")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors()]
        raise Invalid("; ".join(wrong), wrong) from None
