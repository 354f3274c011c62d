"""How the behaviour of the mock is known."""

from typing import Any

from mock_runpod.client.control import Control


def told(control: Control) -> dict[str, Any]:
    document: dict[str, Any] = control.get("fidelity")
    return document
