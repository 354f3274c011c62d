"""The Go tables refuse what the two SDKs were seen to refuse."""

from typing import Any

import pytest

from contract_tests.strict.go import decode_go, misled_go
from contract_tests.strict.specimens import GOLDEN

POD: dict[str, Any] = GOLDEN["workers"][0]


def test_the_golden_pod_decodes() -> None:
    assert decode_go("cozy.Pod", POD) == []
    assert decode_go("Vec<cozy.Pod>", [POD, POD]) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"vcpuCount": 4.0}, "/vcpuCount: 4.0 is no int"),
        ({"memoryInGb": 62.5}, "/memoryInGb: 62.5 is no int"),
        ({"costPerHr": "0.74"}, "/costPerHr: '0.74' is no float64"),
        ({"ports": "8888/http,22/tcp"}, "/ports: '8888/http,22/tcp' is no Vec<string>"),
        ({"env": []}, "/env: [] is no Map<string>"),
        ({"gpu": {"count": "1"}}, "/gpu/count: '1' is no int"),
        (
            {"lastStartedAt": "Tue Nov 24 2026 10:00:00 GMT+0000"},
            "/lastStartedAt: 'Tue Nov 24 2026 10:00:00 GMT+0000' is no time",
        ),
    ],
)
def test_a_pod_with_a_wrong_type_is_refused(change: dict[str, Any], complaint: str) -> None:
    assert decode_go("cozy.Pod", POD | change) == [complaint]


@pytest.mark.parametrize(
    "time",
    [
        "2026-11-24T10:00:00.144Z",
        "2026-11-24T10:00:00+01:00",
        "2026-11-24 10:00:00.5 +0000 UTC",
        "",
        None,
    ],
)
def test_the_times_runpod_writes_are_read(time: str | None) -> None:
    assert decode_go("cozy.Pod", {"createdAt": time}) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("cozy.NetworkVolume", {"size": 10.0}),
        ("cozy.Job", {"error": {"message": "no"}}),
        ("official.Job", {"delayTime": 12.0}),
        ("official.Job", {"executionTime": "12"}),
        ("official.Job", {"error": ["no"]}),
        ("official.Job", {"id": 7}),
        ("official.Stream", {"stream": ["a"]}),
        ("official.Stream", [{"output": "a"}]),
        ("official.Health", {"jobs": {"completed": 1.0}}),
        ("official.PurgeQueue", {"removed": 1.5}),
        ("official.Job", {"STATUS": 7}),
    ],
)
def test_a_wrong_type_is_refused(kind: str, value: object) -> None:
    assert len(decode_go(kind, value)) == 1


@pytest.mark.parametrize("kind", ["official.Job", "official.Stream", "cozy.Pod", "cozy.Job"])
def test_nothing_is_needed_and_null_is_fine(kind: str) -> None:
    assert decode_go(kind, {}) == []
    assert decode_go(kind, None) == []
    assert decode_go(kind, {"id": None, "status": None, "stream": [None], "more": 1.5}) == []


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("run", {"id": "j1", "status": "IN_QUEUE"}),
        ("runsync", {"id": "j1", "status": "IN_PROGRESS", "error": None}),
        ("status-sync", {"id": "j1", "status": "FAILED", "error": "no"}),
        ("status", {"id": "j1", "status": "IN_QUEUE", "error": ""}),
        ("stream", {"status": "COMPLETED"}),
        ("health", {"jobs": {}, "workers": {"unhealthy": 0}}),
    ],
)
def test_these_answers_mislead_nobody(operation: str, body: object) -> None:
    assert misled_go(operation, 200, body) == []


@pytest.mark.parametrize(
    ("operation", "status", "body"),
    [
        ("run", 201, {"id": "j1"}),
        ("purge-queue", 204, None),
        ("runsync", 200, {"status": "IN_QUEUE"}),
        ("runsync", 200, {"id": "j1", "status": "IN_PROGRESS", "error": ""}),
        ("status-sync", 200, {"id": "j1", "status": "IN_QUEUE", "error": "not yet"}),
        ("cancel", 200, {"id": "j1", "status": "CANCELLED", "delayTime": 0.0}),
    ],
)
def test_these_answers_mislead_the_official_sdk(operation: str, status: int, body: object) -> None:
    assert len(misled_go(operation, status, body)) == 1
