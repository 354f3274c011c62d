"""Webhooks that get lost or come twice, at a real receiver."""

from typing import Any

import httpx
import pytest

import mock_runpod
from contract_tests.wire.serverless.test_receiver import Receiver, receiver

__all__ = ["receiver"]
KEY = {"Authorization": "Bearer rpa_mock_receiver"}


def told(receiver: Receiver, **fault: Any) -> list[dict[str, Any]]:
    """What the receiver got of one job, and nothing more within an hour."""
    with (
        mock_runpod.start(data="demo", profile="typical", clock="auto") as mock,
        httpx.Client(base_url=mock.base_url, headers=KEY) as http,
    ):
        assert http.post("/__mock/faults", json=fault).status_code == 201
        body = {"input": {"n": 1}, "webhook": receiver.url}
        said = http.post("/v2/demo/runsync", json=body).json()
        http.post("/__mock/clock/advance", json={"seconds": 3600})
        kept = http.get("/__mock/state").json()["deliveries"]
    assert said["status"] == "COMPLETED"
    assert [each["status"] for each in kept] in ([], ["DELIVERED"])
    return [document for _, document in receiver.got]


def test_a_lost_webhook_never_arrives(receiver: Receiver) -> None:
    assert told(receiver, fault="webhook.lost") == []


@pytest.mark.rule("B-110")
def test_a_lost_attempt_can_be_the_second(receiver: Receiver) -> None:
    receiver.failures = 9

    got = told(receiver, fault="webhook.lost", after=1)

    assert len(got) == 1


def test_a_duplicate_arrives_twice_and_is_the_same(receiver: Receiver) -> None:
    first, second = told(receiver, fault="webhook.duplicate", count=1)

    assert first == second
    assert first["status"] == "COMPLETED"
