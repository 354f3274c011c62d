"""Real keys are put away while the guard is up: what is not there cannot be sent or printed."""

import os
import types
from typing import Any

from mock_runpod.environment import holds_real_key

#: Read by clients of RunPod (B-005). The Python SDK 1.x has its key in an attribute only.
VARIABLES = ("RUNPOD_API_KEY", "RUNPOD_AI_API_KEY")
#: What code under test finds instead: the key of the mock's world `default`.
INSTEAD = "rpa_mock_default"


class Keys:
    """Replaces those that look real; `give_back` returns them, where nobody set others since."""

    def __init__(self) -> None:
        self._variables: dict[str, str] = {}
        self._modules: list[tuple[types.ModuleType, str]] = []

    def put_away(self) -> None:
        for name in VARIABLES:
            if holds_real_key(os.environ.get(name, "")):
                self._variables[name] = os.environ[name]
                os.environ[name] = INSTEAD

    def of_sdk(self, module: types.ModuleType) -> None:
        """`runpod.api_key`, which may have come from a file of credentials."""
        key: Any = vars(module).get("api_key")
        if isinstance(key, str) and holds_real_key(key):
            self._modules.append((module, key))
            module.api_key = INSTEAD  # type: ignore[attr-defined]  # it has one, as was seen

    def give_back(self) -> None:
        for name, key in self._variables.items():
            if os.environ.get(name) == INSTEAD:
                os.environ[name] = key
        for module, key in self._modules:
            if vars(module).get("api_key") == INSTEAD:
                module.api_key = key  # type: ignore[attr-defined]  # it had one
