"""Somebody steers the world `steered` through the control API. Time stands still unless it is told
to move; workers need 28 seconds to be ready.
"""

from typing import Any

import pytest


@pytest.fixture
def started_with() -> dict[str, Any]:
    quick = {"clock": "manual", "data": "demo", "profile": "instant", "seed": 7}
    return {**quick, "image_pull_s": 20, "boot_s": 8}


@pytest.fixture
def account() -> str:
    return "steered"
