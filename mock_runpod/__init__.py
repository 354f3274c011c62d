"""A RunPod that runs on your desk: same addresses, same answers, a clock you hold."""

import importlib
import typing

if typing.TYPE_CHECKING:
    from mock_runpod.app import create_app
    from mock_runpod.server import start

__all__ = ["create_app", "start"]
__version__ = "0.1.0"


def __getattr__(name: str) -> typing.Any:
    """The doors open when they are used: `mock-runpod --help` needs no web server."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = "app" if name == "create_app" else "server"
    return getattr(importlib.import_module(f"mock_runpod.{room}"), name)
