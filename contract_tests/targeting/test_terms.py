"""Addresses, operations and options: what is this machine, what is what, and what is refused."""

from typing import Any

import httpx
import pytest

from contract_tests.targeting import operations
from contract_tests.targeting.addresses import Unclear, addresses
from contract_tests.targeting.budget import Budget
from contract_tests.targeting.gate import Gate
from contract_tests.targeting.options import OPTIONS
from contract_tests.targeting.refusals import NotSent
from contract_tests.targeting.register import Register
from contract_tests.targeting.terms import GPU, Refused, Terms, local, read

NOTHING: dict[str, Any] = {name.replace("-", "_"): None for name in OPTIONS}
REMOTE = {
    **{"target": "https://rest.runpod.example", "max_usd": "1", "key_env": "KEY"},
    "allow": "reading,endpoint.create,endpoint.delete,endpoint.update,job.run",
}
ENV = {"KEY": "rpa_something", "RUNPOD_API_KEY": "rpa_real"}


def aimed(**said: Any) -> Terms:
    found = read(NOTHING | REMOTE | said, ENV)
    assert found
    return found


@pytest.mark.parametrize(
    ("target", "jobs", "rest_at", "jobs_at"),
    [
        ("http://127.0.0.1:8642", None, "http://127.0.0.1:8642/v1", "http://127.0.0.1:8642/v2"),
        ("http://[::1]:8642/v1/", None, "http://[::1]:8642/v1", "http://[::1]:8642/v2"),
        ("https://rest.runpod.io", None, "https://rest.runpod.io/v1", "https://api.runpod.ai/v2"),
        (
            "https://rest.runpod.io/v1",
            "https://a.b/v2",
            "https://rest.runpod.io/v1",
            "https://a.b/v2",
        ),
        ("https://a.example", "https://b.example", "https://a.example/v1", "https://b.example/v2"),
    ],
)
def test_both_apis_follow_from_the_target(
    target: str, jobs: str | None, rest_at: str, jobs_at: str
) -> None:
    at = addresses(target, jobs)

    assert (str(at.rest), str(at.jobs)) == (rest_at, jobs_at)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "[::1]", "localhost", "LOCALHOST"])
def test_this_machine(host: str) -> None:
    assert not addresses(f"http://{host}:1").remote


@pytest.mark.parametrize(
    "host",
    [
        *("rest.runpod.io", "localhost.example", "x.localhost", "127.0.0.1.example", "0.0.0.0"),
        *("[::ffff:127.0.0.1]", "192.0.2.2", "127.1", "localhost.", "2130706433", "[::]"),
    ],
)
def test_not_this_machine(host: str) -> None:
    """Whatever it may resolve to: a name is only a name."""
    assert addresses(f"http://{host}:1").remote


def test_one_api_elsewhere_is_enough_to_be_careful() -> None:
    assert addresses("http://127.0.0.1:1", "https://api.runpod.ai").remote


@pytest.mark.parametrize(
    "target",
    [
        *("rest.runpod.io", "ftp://rest.runpod.io", "https://", "https://rest.runpod.io/v2"),
        *("https://me:secret@rest.runpod.io", "http://127.0.0.1@example.com", "https://x/?a=b"),
    ],
)
def test_an_address_that_is_not_clear_is_refused(target: str) -> None:
    with pytest.raises(Unclear):
        addresses(target)


@pytest.mark.parametrize(
    ("method", "path", "name", "id"),
    [
        ("GET", "/v1/endpoints?includeWorkers=true", "endpoint.list", ""),
        ("POST", "/v1/endpoints/x/update", "endpoint.update", "x"),
        ("PATCH", "/v1/templates/x", "template.update", "x"),
        ("DELETE", "/v1/endpoints/x", "endpoint.delete", "x"),
        ("POST", "/v2/x/status/y", "job.status", "x"),
        ("POST", "/v2/x/purge-queue", "job.purge-queue", "x"),
        ("PUT", "/v1/endpoints/x", "other", ""),
        ("DELETE", "/v1/endpoints/x%2Fy/z", "other", ""),
        ("POST", "/v1/pods", "other", ""),
        ("GET", "/v1/openapi.json", "document.read", ""),
    ],
)
def test_a_request_has_a_name(method: str, path: str, name: str, id: str) -> None:
    at = addresses("https://rest.runpod.example")
    request = httpx.Request(method, f"https://rest.runpod.example{path}")

    assert operations.operation(at, request) == operations.Operation(name, id)


def test_reading_starts_and_changes_nothing() -> None:
    assert operations.allowed("reading") == operations.READING
    assert not operations.READING & operations.STARTING
    verbs = {name.partition(".")[2] for name in operations.READING}
    assert not verbs & {"create", "update", "delete", "cancel", "purge-queue", "retry", "stream"}


def test_names_are_understood_and_misspelt_ones_taught() -> None:
    assert operations.allowed("job.run, endpoint.*") == {
        "job.run",
        *(f"endpoint.{verb}" for verb in ("create", "list", "get", "update", "delete")),
    }
    with pytest.raises(operations.Unknown, match=r"did you mean 'endpoint.create'"):
        operations.allowed("endpoint.crate")


def test_on_this_machine_nothing_more_needs_to_be_said() -> None:
    terms = read(NOTHING | {"target": "http://127.0.0.1:8642"}, ENV)

    assert terms
    assert (terms.remote, terms.most, terms.explicit_key) == (False, None, False)
    assert terms.allowed == set(operations.NAMES)


@pytest.mark.parametrize("name", ["RUNPOD_API_KEY_2", "rpa_ABCDEF", ""])
def test_a_key_comes_from_a_variable_that_is_named(name: str) -> None:
    with pytest.raises(Refused) as refused:
        aimed(key_env=name)

    assert "rpa_ABCDEF" not in str(refused.value)
    assert "rpa_real" not in str(refused.value)


@pytest.mark.parametrize("amount", ["much", "-1", "nan", "inf"])
def test_an_amount_is_an_amount(amount: str) -> None:
    with pytest.raises(Refused):
        aimed(max_usd=amount)


def test_options_without_a_target_are_a_mistake() -> None:
    with pytest.raises(Refused, match="--runpod-max-usd"):
        read(NOTHING | {"max_usd": "1"}, ENV)
    assert read(NOTHING, ENV) is None


class Wire(httpx.BaseTransport):
    """Notes what gets through a gate."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer, self.sent = answer, list[str]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(f"{request.method} {request.url}")
        return self.answer


def gated(terms: Terms, answer: httpx.Response) -> tuple[httpx.Client, Wire, Register]:
    wire, register = Wire(answer), Register("")
    gate = Gate(wire, terms, Budget(terms.most), register)
    return httpx.Client(transport=gate, base_url=terms.addresses.rest), wire, register


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "/endpoints/theirs", None),
        ("PATCH", "/endpoints/theirs", {"workersMax": 0}),
        ("POST", "https://rest.runpod.example/v2/theirs/run", {"input": 1}),
        ("POST", "/endpoints", {"name": "mine", "workersMax": 0}),
        ("POST", "/endpoints", {"workersMax": 0}),
        ("POST", "/templates", {"name": "contract-x", "imageName": "x"}),
        ("GET", "https://elsewhere.example/v1/endpoints", None),
        ("GET", "http://rest.runpod.example/v1/endpoints", None),
        ("GET", "https://rest.runpod.example:444/v1/endpoints", None),
        ("GET", "https://rest.runpod.example/graphql", None),
    ],
)
def test_the_gate_lets_none_of_these_through(method: str, path: str, body: Any) -> None:
    client, wire, _ = gated(aimed(), httpx.Response(200, json={"id": "new"}))

    with pytest.raises(NotSent):
        client.request(method, path, json=body)

    assert wire.sent == []


def test_the_gate_knows_what_it_has_let_make() -> None:
    terms = aimed()
    client, _, register = gated(terms, httpx.Response(200, json={"id": "new"}))
    name = f"{terms.prefix}-1"

    client.post("/endpoints", json={"name": name, "workersMax": 0, "gpuTypeIds": [GPU]})
    client.patch("/endpoints/new", json={"idleTimeout": 9})

    assert [str(each) for each in register.due(kept=True)] == [f"endpoint new ({name})"]
    assert register.bounds["new"].idle_s == 9


def test_a_redirect_is_not_followed_with_the_key() -> None:
    away = httpx.Response(307, headers={"location": "https://elsewhere.example/v1/endpoints"})
    client, wire, _ = gated(aimed(), away)

    assert client.get("/endpoints").status_code == 307
    assert len(wire.sent) == 1
    with pytest.raises(NotSent):
        client.get("/endpoints", follow_redirects=True)
    assert len(wire.sent) == 2


def test_this_machine_is_not_bounded() -> None:
    client, wire, _ = gated(local("http://127.0.0.1:1"), httpx.Response(204))

    client.delete("/endpoints/theirs")

    assert wire.sent == ["DELETE http://127.0.0.1:1/v1/endpoints/theirs"]
