"""Settings of a world: where they come from, and that what is said comes first."""

from pathlib import Path

import httpx
import pytest

from mock_runpod import create_app
from mock_runpod.errors import Invalid

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("options", [{"execution_timeout_ms": 7_000}])
async def test_the_default_execution_timeout_is_a_setting(http: httpx.AsyncClient) -> None:
    body = {"name": "t", "imageName": "mock/worker:1", "isServerless": True}
    template = (await http.post("/v1/templates", json=body)).json()

    made = (await http.post("/v1/endpoints", json={"templateId": template["id"]})).json()

    assert made["executionTimeoutMs"] == 7_000


def test_what_is_said_comes_before_what_a_data_file_sets(tmp_path: Path) -> None:
    data = tmp_path / "world.toml"
    data.write_text("[settings]\nttl_ms = 20000\nheartbeat_loss_s = 7\n")

    settings = create_app(data=str(data), ttl_ms=30_000).worlds.settings

    assert (settings.ttl_ms, settings.heartbeat_loss_s) == (30_000, 7)
    assert settings.scaler_tick_s == 1


def test_an_unknown_setting_in_a_data_file_is_refused_with_the_nearest_name(
    tmp_path: Path,
) -> None:
    data = tmp_path / "world.toml"
    data.write_text("[settings]\nheartbeet_loss_s = 7\n")

    with pytest.raises(Invalid, match=r"line 2.*did you mean heartbeat_loss_s"):
        create_app(data=str(data))


@pytest.mark.parametrize("suffix", ["/x", "-u1?", "-ü1", " "])
def test_a_suffix_that_cannot_stand_in_an_address_is_refused(suffix: str) -> None:
    with pytest.raises(Invalid, match="job_id_suffix"):
        create_app(job_id_suffix=suffix)
