"""The addresses of the control API, and how it says no."""

import httpx
import pytest

from mock_runpod import __version__
from mock_runpod.surfaces.control.app import DIALECT

pytestmark = pytest.mark.anyio
ADDRESSES = {
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/version"),
    ("GET", "/openapi.json"),
    ("GET", "/fidelity"),
    ("GET", "/config"),
    ("PATCH", "/config"),
    ("POST", "/reset"),
    ("GET", "/state"),
    ("GET", "/clock"),
    ("POST", "/clock"),
    ("POST", "/clock/advance"),
    ("POST", "/clock/skip"),
    ("POST", "/wait"),
    ("GET", "/events"),
    ("GET", "/events/stream"),
    ("GET", "/requests"),
    ("DELETE", "/requests"),
    ("POST", "/requests/find"),
    ("POST", "/requests/count"),
    ("GET", "/requests/unmatched"),
    ("GET", "/requests.har"),
    ("GET", "/near-misses"),
    ("GET", "/worlds"),
    ("POST", "/worlds"),
    ("DELETE", "/worlds/{name}"),
    ("POST", "/worlds/{name}/fork"),
    ("GET", "/snapshots"),
    ("PUT", "/snapshots/{name}"),
    ("GET", "/snapshots/{name}"),
    ("DELETE", "/snapshots/{name}"),
    ("POST", "/snapshots/{name}/load"),
    ("POST", "/load"),
    ("POST", "/rewind"),
    ("GET", "/diff"),
    ("GET", "/leaks"),
    ("GET", "/spent"),
    ("GET", "/endpoints"),
    ("GET", "/endpoints/{endpointId}"),
    ("PUT", "/endpoints/{endpointId}"),
    ("GET", "/endpoints/{endpointId}/behaviour"),
    ("PUT", "/endpoints/{endpointId}/behaviour"),
    ("POST", "/endpoints/{endpointId}/work"),
    ("POST", "/endpoints/{endpointId}/workers"),
    ("POST", "/endpoints/{endpointId}/crew"),
    ("GET", "/endpoints/{endpointId}/worker-env"),
    ("GET", "/jobs"),
    ("GET", "/jobs/{jobId}"),
    ("POST", "/jobs/{jobId}/progress"),
    ("POST", "/jobs/{jobId}/emit"),
    ("POST", "/jobs/{jobId}/finish"),
    ("POST", "/jobs/{jobId}/fail"),
    ("POST", "/jobs/{jobId}/crash"),
    ("POST", "/jobs/{jobId}/cancel"),
    ("POST", "/jobs/{jobId}/retry"),
    ("GET", "/jobs/{jobId}/logs"),
    ("GET", "/workers"),
    ("GET", "/workers/{workerId}"),
    ("POST", "/workers/{workerId}/crash"),
    ("POST", "/workers/{workerId}/oom"),
    ("POST", "/workers/{workerId}/lose"),
    ("POST", "/workers/{workerId}/sicken"),
    ("POST", "/workers/{workerId}/evict"),
    ("POST", "/workers/{workerId}/retire"),
    ("POST", "/workers/{workerId}/drain"),
    ("POST", "/workers/{workerId}/gone"),
    ("GET", "/workers/{workerId}/logs"),
    ("POST", "/workers/{workerId}/logs"),
    ("GET", "/faults"),
    ("POST", "/faults"),
    ("DELETE", "/faults"),
    ("GET", "/faults/kinds"),
    ("GET", "/faults/{name}"),
    ("DELETE", "/faults/{name}"),
    ("GET", "/stock"),
    ("PUT", "/stock"),
}


async def test_health_tells_that_it_lives(http: httpx.AsyncClient) -> None:
    said = (await http.get("/__mock/health")).json()

    assert (said["status"], said["version"]) == ("ok", __version__)
    assert said["uptime"] >= 0
    assert said["worlds"] == 0  # asking makes none
    assert (await http.get("/healthz")).json().keys() == said.keys()


async def test_ready_and_version_answer(http: httpx.AsyncClient) -> None:
    assert (await http.get("/__mock/ready")).json() == {"status": "ready"}
    assert (await http.get("/__mock/version")).json() == {"version": __version__}


async def test_every_address_is_there_and_in_its_own_document(http: httpx.AsyncClient) -> None:
    document = (await http.get("/__mock/openapi.json")).json()

    described = {
        (verb.upper(), path) for path, verbs in document["paths"].items() for verb in verbs
    }
    assert described == {(route.method, route.path) for route in DIALECT.routes} == ADDRESSES
    summaries = [each["summary"] for verbs in document["paths"].values() for each in verbs.values()]
    assert all(len(summary) > 15 for summary in summaries)


@pytest.mark.parametrize(
    ("verb", "path", "allow"),
    [
        ("POST", "state", "GET, HEAD"),
        ("GET", "reset", "POST"),
        ("DELETE", "clock", "GET, HEAD, POST"),
    ],
)
async def test_a_wrong_verb_is_told_the_right_ones(
    http: httpx.AsyncClient, verb: str, path: str, allow: str
) -> None:
    answer = await http.request(verb, f"/__mock/{path}")

    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert answer.json() == {"error": f"method not allowed, use {allow}"}


@pytest.mark.parametrize("path", ["", "/", "/nonsense", "/state/", "/worlds/a/b", "/STATE"])
async def test_an_unknown_address_is_named(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(f"/__mock{path}")

    assert answer.status_code == 404
    known = "/__mock/openapi.json lists them"
    assert answer.json() == {"error": f"/__mock{path} is no address of the control API; {known}"}


@pytest.mark.parametrize("path", ["clock", "clock/advance"])
@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 500, b"x" * (1024 * 1024 + 1)])
async def test_a_broken_body_is_refused(http: httpx.AsyncClient, path: str, body: bytes) -> None:
    answer = await http.post(f"/__mock/{path}", content=body)

    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]


async def test_several_mistakes_are_each_named(http: httpx.AsyncClient) -> None:
    answer = await http.post("/__mock/clock/advance", json={"seconds": "x", "by": 1, "z": 0})

    assert len(answer.json()["problems"]) == 3
