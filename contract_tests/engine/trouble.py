"""Faults, set in one line."""

from typing import Any

from mock_runpod.engine import faults
from mock_runpod.engine.world import World
from mock_runpod.model import Aim, Fault


def set_fault(world: World, kind: str, *, says: dict[str, Any] | None = None, **rest: Any) -> None:
    """One named `f`; `rest` is whom it is aimed at and how often it strikes."""
    aim = Aim(**{name: rest.pop(name) for name in ("endpoint", "job", "worker") if name in rest})
    faults.add(world, Fault(id="f", kind=kind, aim=aim, says=says or {}, **rest))
