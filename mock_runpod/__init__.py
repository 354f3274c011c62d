"""A RunPod that runs on your desk: same addresses, same answers, a clock you hold."""

import importlib
import typing

if typing.TYPE_CHECKING:
    from mock_runpod.app import create_app
    from mock_runpod.client import Client
    from mock_runpod.testing.mocking import mocked
    from mock_runpod.testing.starting import MockRunPod, start

__all__ = ["Client", "MockRunPod", "create_app", "mocked", "start"]
__version__ = "0.1.0"

#: Which room has what.
_ROOMS = {
    **{"Client": "client", "MockRunPod": "testing.starting", "start": "testing.starting"},
    **{"create_app": "app", "mocked": "testing.mocking"},
}


def __getattr__(name: str) -> typing.Any:
    """The doors open when they are used: `mock-runpod --help` needs no web server."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"mock_runpod.{_ROOMS[name]}"), name)
