"""Waiting until something is so, in the time of a world."""

from typing import Any

from mock_runpod.client.control import Control

#: World seconds one waits if one does not say; as long as a job may run by default (B-070).
PATIENCE_S = 600.0


def wait(control: Control, seconds: float, until: dict[str, Any]) -> float:
    """The second it is then. Raises AssertionError that tells what happened instead."""
    body = {"until": until, "seconds": seconds}
    said = control.post("wait", body=body, patience=None)
    if not said["met"]:
        raise AssertionError(said["why"])
    return float(said["now"])
