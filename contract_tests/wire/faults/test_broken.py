"""Connections that break, as seen from below HTTP at a real port, and what is there afterwards."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import mock_runpod
from mock_runpod.testing.starting import MockRunPod

REQUEST = (
    b"%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer rpa_mock_default\r\n"
    b"Content-Length: %d\r\n\r\n%s"
)
BODY = b'{"input": 1}'
Raw = Callable[..., tuple[bytes, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[MockRunPod]:
    with mock_runpod.start(data="demo", profile="instant", clock="manual", boot_s=30) as mock:
        yield mock
        assert mock.app.accidents == 0


@pytest.fixture
def control(server: MockRunPod) -> Iterator[httpx.Client]:
    """The hand that holds the world, as it was at the beginning."""
    base_url = f"{server.base_url}/__mock"
    with httpx.Client(base_url=base_url, trust_env=False) as client:
        assert client.post("/reset").status_code == 204
        yield client


@pytest.fixture
def fault(control: httpx.Client) -> Callable[..., None]:
    def set_up(fault: str, **says: Any) -> None:
        answer = control.post("/faults", json={"fault": fault, **says})
        assert answer.status_code == 201, answer.text

    return set_up


@pytest.fixture
def line(server: MockRunPod, control: httpx.Client) -> Iterator[socket.socket]:
    host, _, port = server.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as opened:
        yield opened


def ask(line: socket.socket, request: bytes = b"POST /v2/demo/run", body: bytes = BODY) -> None:
    line.sendall(REQUEST % (request, len(body), body))


def heard(line: socket.socket) -> tuple[bytes, str]:
    """All that came, and how it ended."""
    parts = b""
    try:
        while piece := line.recv(65_536):
            parts += piece
    except ConnectionResetError:
        return parts, "reset"
    return parts, "closed"


def jobs(control: httpx.Client) -> int:
    return len(control.get("/state").json()["jobs"])


@pytest.mark.parametrize("commits", [True, False])
@pytest.mark.parametrize(("kind", "end"), [("reset", "reset"), ("empty", "closed")])
def test_a_connection_ends_without_a_byte(
    control: httpx.Client,
    fault: Callable[..., None],
    line: socket.socket,
    kind: str,
    end: str,
    commits: bool,
) -> None:
    fault(kind, commits=commits)

    ask(line)

    assert heard(line) == (b"", end)
    assert jobs(control) == int(commits)


@pytest.mark.parametrize("keep", [0, 0.5])
def test_an_answer_breaks_off_though_its_length_was_announced(
    control: httpx.Client, fault: Callable[..., None], line: socket.socket, keep: float
) -> None:
    fault("truncated", keep=keep)

    ask(line)

    said, end = heard(line)
    head, _, body = said.partition(b"\r\n\r\n")
    assert (end, head.splitlines()[0]) == ("closed", b"HTTP/1.1 200 OK")
    assert b"content-length: 68" in head
    assert len(body) == int(68 * keep)
    assert jobs(control) == 1


def test_a_refusal_breaks_off_as_well(fault: Callable[..., None], line: socket.socket) -> None:
    fault("truncated")

    ask(line, b"POST /v2/nobody/run")

    said, _ = heard(line)
    assert said.startswith(b"HTTP/1.1 404")
    assert not said.endswith(b"}")


def test_an_answer_without_a_body_has_nothing_to_break_off(
    fault: Callable[..., None], line: socket.socket
) -> None:
    fault("truncated")

    ask(line, b"HEAD /v1/endpoints", b"")

    assert heard(line) == (b"", "closed")


def test_an_answer_drips_in_the_world_s_own_time(
    control: httpx.Client, fault: Callable[..., None], line: socket.socket
) -> None:
    fault("drip", seconds=3, pieces=4)
    ask(line)
    pieces = [line.recv(65_536).partition(b"\r\n\r\n")[2] or line.recv(65_536)]

    for _ in range(3):
        control.post("/clock/advance", json={"seconds": 1})
        pieces.append(line.recv(65_536))

    assert [len(piece) for piece in pieces] == [17, 17, 17, 17]
    assert b"".join(pieces).endswith(b'"status":"IN_QUEUE"}')
    assert jobs(control) == 1


def test_the_line_is_good_for_more_after_a_drip(
    fault: Callable[..., None], line: socket.socket
) -> None:
    fault("drip", seconds=0.02, pieces=3, real=True, count=1)

    for _ in range(2):
        ask(line)
        said = b""
        while not said.endswith(b"}"):
            said += line.recv(65_536)
        assert said.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("commits", [True, False])
def test_a_request_hangs_for_as_long_as_its_client_waits(
    control: httpx.Client, fault: Callable[..., None], line: socket.socket, commits: bool
) -> None:
    fault("hang", commits=commits)
    line.settimeout(0.05)

    ask(line)
    with pytest.raises(TimeoutError):
        line.recv(1)

    assert jobs(control) == int(commits)
    journal = control.get("/requests").json()["requests"]
    assert [(each["status"], each["faults"]) for each in journal] == [(0, ["hang-1"])]


def test_a_server_stops_though_requests_hang() -> None:
    with mock_runpod.start(data="demo", clock="manual") as mock:
        for spec in ({"fault": "hang", "count": 1}, {"fault": "latency", "seconds": 60}):
            httpx.post(f"{mock.base_url}/__mock/faults", json=spec, trust_env=False)
        for _ in range(2):
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(
                    f"{mock.base_url}/v1/endpoints",
                    headers={"Authorization": "rpa_mock_default"},
                    timeout=0.05,
                    trust_env=False,
                )

    assert mock.app.accidents == 0


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("reset", ConnectionResetError),
        ("empty", ConnectionAbortedError),
        ("truncated", ConnectionAbortedError),
        ("hang", TimeoutError),
    ],
)
async def test_in_process_a_broken_connection_is_raised(kind: str, raised: type[Exception]) -> None:
    app = mock_runpod.create_app(data="demo", clock="manual")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642",
        headers={"Authorization": "rpa_mock_default"},
    ) as http:
        await http.post("/__mock/faults", json={"fault": kind})

        with pytest.raises(raised, match="a fault"):
            await http.get("/v1/endpoints")

    await app.worlds.close()
