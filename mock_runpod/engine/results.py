"""What a handler's return value makes of its job (B-078, B-082)."""

import json
from typing import Any

from mock_runpod.engine.world import World
from mock_runpod.model import Finish


def returned(world: World, output: Any, *, after: float = 0.0, refresh: bool = False) -> Finish:
    """A handler returned this. What stands under `error` fails the job; the rest is its output."""
    if not isinstance(output, dict) or "error" not in output:
        return Finish(after=after, output=output, refresh=refresh)
    rest = {key: value for key, value in output.items() if key != "error"} or None
    return ended(world, rest, output["error"], after=after, refresh=refresh)


def ended(
    world: World, output: Any, error: Any, *, after: float = 0.0, refresh: bool = False
) -> Finish:
    """It ended with this output, and with an error if that is not empty.

    Callers read the error as a text. One that is none has made a completed job without output, and
    does so again if `object_error_completes` is set.
    """
    if isinstance(error, str) and error:
        return Finish(after=after, output=output, error=error, refresh=refresh)
    if not error:
        return Finish(after=after, output=output, refresh=refresh)
    if world.settings.object_error_completes:
        return Finish(after=after, refresh=refresh)
    text = json.dumps(error, ensure_ascii=False)
    return Finish(after=after, output=output, error=text, refresh=refresh)
