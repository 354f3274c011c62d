"""What each manner makes of what it is given, and what goes over the wire besides."""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Voice
from contract_tests.clients.languages.python.outcomes import outcome
from mock_runpod import Client as Mock

pytestmark = [pytest.mark.clients, pytest.mark.certifies("traps")]


@pytest.fixture(autouse=True)
def house(mock: Mock) -> None:
    mock.endpoint("house").echoes()


@pytest.mark.rule("B-065")
@pytest.mark.only(manner="sync")
@pytest.mark.parametrize("call", ["job.run", "job.run_sync"])
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"prompt": "x"}, {"input": {"prompt": "x"}}),
        (
            {"input": {"a": 1}, "policy": {"ttl": 60_000}},
            {"input": {"a": 1}, "policy": {"ttl": 60_000}},
        ),
        ({}, {"input": {}}),
        ({"input": {}}, {"input": {"input": {}}}),
        ({"input": None, "webhook": "w"}, {"input": {"input": None, "webhook": "w"}}),
        ({"input": "text"}, {"input": "text"}),
        ({"prompt": "Grüße, 世界 🚀"}, {"input": {"prompt": "Grüße, 世界 🚀"}}),
    ],
)
def test_whatever_has_no_true_input_becomes_one(
    client: Voice, mock: Mock, call: str, given: Any, sent: Any
) -> None:
    client(call, endpoint="house", request=given)

    (request,) = mock.requests("POST /v2/house/*")
    assert request.body == sent
    assert [job.input for job in mock.jobs()] == [sent["input"]]


@pytest.mark.only(manner="sync")
@pytest.mark.parametrize(
    ("given", "kind"), [([1], "AttributeError"), ({"n": float("nan")}, "InvalidJSONError")]
)
def test_what_is_no_json_object_is_not_even_sent(
    client: Voice, mock: Mock, given: Any, kind: str
) -> None:
    assert outcome(client, mock, "job.run", request=given).kind == kind
    assert mock.requests().count == 0


@pytest.mark.rule("B-065")
@pytest.mark.only(manner="asyncio")
@pytest.mark.parametrize(
    "given", [{"prompt": "x"}, {}, {"input": {"a": 1}, "webhook": "w"}, [1], "x"]
)
def test_with_asyncio_everything_is_an_input(client: Voice, mock: Mock, given: Any) -> None:
    client("job.run", endpoint="house", input=given)

    (request,) = mock.requests("POST /v2/house/run")
    assert request.body == {"input": given}


@pytest.mark.only(manner="sync")
def test_what_is_posted_without_a_body_is_called_json(client: Voice, mock: Mock) -> None:
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    client("job.cancel", endpoint="house", job=job)
    client("job.purge_queue", endpoint="house")

    for request in mock.requests()[1:]:
        assert request.body is None
        assert request.headers["content-length"] == "0"
        assert request.headers["content-type"] == "application/json"


@pytest.mark.only(manner={"sync", "asyncio"})
def test_what_is_asked_is_called_json_too_and_names_no_sdk(client: Voice, mock: Mock) -> None:
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    client("job.status", endpoint="house", job=job)

    for request in mock.requests():
        assert request.headers["content-type"] == "application/json"
        assert "runpod" not in request.headers["user-agent"].lower()


@pytest.mark.only(manner="asyncio")
def test_what_is_asked_of_a_job_names_it(client: Voice, mock: Mock) -> None:
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    client("job.status", endpoint="house", job=job)
    client("job.stream", endpoint="house", job=job)
    client("job.cancel", endpoint="house", job=job)

    ran, *others = mock.requests()
    assert "x-request-id" not in ran.headers
    assert [request.headers["x-request-id"] for request in others] == [job] * len(others)


@pytest.mark.only(manner={"sync", "asyncio"})
def test_an_id_with_a_slash_is_another_address(client: Voice, mock: Mock) -> None:
    """Ids are pasted into the address, so those of the mock must be safe in one."""
    outcome(client, mock, "job.status", job="a/b?c d")

    (request,) = mock.requests()
    assert (request.path, request.query) == ("/v2/house/status/a/b", {"c d": ""})


@pytest.mark.only(manner={"sync", "asyncio"})
def test_a_slash_too_many_leads_to_the_same_place(client: Voice, mock: Mock) -> None:
    """As an address that ends in a slash makes it: it must not be a redirection."""
    job = client("job.run", endpoint="/house", input={"a": 1})["id"]

    assert mock.job(job).endpoint_id == "house"
    assert mock.requests().count == 1
