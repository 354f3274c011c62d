"""The JavaScript SDK's conditions say no to what it was seen to stumble over."""

import pytest

from contract_tests.strict.js import misled_js


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("run", {"id": "j1", "status": "IN_QUEUE"}),
        ("runsync", {"id": "j1", "status": "IN_PROGRESS"}),
        ("status", {"status": "COMPLETED", "output": {}}),
        ("stream", {"status": "IN_PROGRESS", "stream": []}),
        ("stream", {"status": "COMPLETED", "stream": [{"output": None}]}),
        ("health", {"jobs": {}, "workers": {}}),
        ("purge-queue", {"removed": 0, "status": "completed"}),
    ],
)
def test_these_answers_mislead_nobody(operation: str, body: object) -> None:
    assert misled_js(operation, 200, body) == []


@pytest.mark.parametrize(
    ("operation", "status", "body"),
    [
        ("run", 201, {"id": "j1"}),
        ("run", 200, {"status": "IN_QUEUE"}),
        ("runsync", 200, {"status": "IN_QUEUE"}),
        ("status", 202, {"status": "IN_QUEUE"}),
        ("status", 200, {"id": "j1", "status": "RUNNING"}),
        ("status-sync", 200, {"id": "j1"}),
        ("stream", 200, {"status": "COMPLETED"}),
        ("stream", 200, {"status": "COMPLETED", "stream": ["a"]}),
        ("stream", 200, [{"output": "a"}]),
        ("health", 200, ""),
    ],
)
def test_these_answers_mislead_the_sdk(operation: str, status: int, body: object) -> None:
    assert len(misled_js(operation, status, body)) == 1
