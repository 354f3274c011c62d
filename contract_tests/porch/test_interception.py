"""`runpod_respx`: code that asks the real addresses with httpx is answered by the mock (B-001)."""

import asyncio
import importlib
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import respx

import mock_runpod
from mock_runpod import guard
from mock_runpod.testing.interception import RunPodRouter

KEY = "rpa_mock_router"
JOBS = "https://api.runpod.ai/v2/demo"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with mock_runpod.start(data="demo", refuse_real_keys=True) as mock:
        yield mock.base_url


@pytest.fixture
def router(url: str) -> Iterator[RunPodRouter]:
    with guard.on(), RunPodRouter(url, KEY) as router:
        yield router


def sent(method: str, url: str, **options: Any) -> httpx.Response:
    with httpx.Client(trust_env=False) as client:
        return client.request(method, url, **options)


def sent_async(method: str, url: str, **options: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.request(method, url, **options)

    return asyncio.run(send())


both = pytest.mark.parametrize("send", [sent, sent_async])
Send = Callable[..., httpx.Response]


@both
@pytest.mark.rule("B-001")
@pytest.mark.usefixtures("router")
def test_the_real_addresses_are_answered(send: Send) -> None:
    key = {"Authorization": f"Bearer rpa_mock_{send.__name__}"}

    listed = send("GET", "https://rest.runpod.io/v1/endpoints", headers=key)
    done = send("POST", f"{JOBS}/runsync", headers=key, json={"input": {"a": 1}})
    gone = send("DELETE", "https://rest.runpod.io/v1/endpoints/demo", headers=key)

    assert "demo" in [each["id"] for each in listed.json()]
    assert (done.json()["status"], done.http_version) == ("COMPLETED", "HTTP/1.1")
    assert (gone.status_code, gone.content) == (204, b"")


@both
@pytest.mark.parametrize("real", ["Bearer rpa_" + "x" * 46, "rpa_" + "x" * 46, "sk-whatever"])
def test_a_foreign_key_becomes_that_of_the_world(
    router: RunPodRouter, url: str, send: Send, real: str
) -> None:
    id = send("POST", f"{JOBS}/run", headers={"Authorization": real}, json={"input": 1}).json()[
        "id"
    ]

    mine = sent("GET", f"{url}/v2/demo/status/{id}", headers={"Authorization": KEY})
    assert mine.json()["id"] == id


@pytest.mark.usefixtures("router")
def test_a_key_in_the_query_becomes_that_of_the_world() -> None:
    real = "rpa_" + "x" * 46

    assert sent("GET", f"{JOBS}/health?x=1&api_key={real}").status_code == 200
    assert sent("GET", f"{JOBS}/health").status_code == 401  # none stays none


@both
@pytest.mark.usefixtures("router")
def test_what_runpod_does_not_have_is_not_found(send: Send) -> None:
    for address in ("https://rest.runpod.io/v1/nothing", "https://hapi.runpod.net/v1/nothing"):
        answer = send("GET", address, headers={"Authorization": "k"})
        assert answer.status_code == 404


def test_other_hosts_are_refused_or_mocked_as_respx_is_told(url: str) -> None:
    with RunPodRouter(url, KEY), pytest.raises(AssertionError, match="not mocked"):
        sent("GET", "https://example.com")
    with RunPodRouter(url, KEY, assert_all_mocked=False):
        assert sent("GET", "https://example.com").content == b""


@both
def test_routes_of_a_test_come_first(router: RunPodRouter, send: Send) -> None:
    mine = router.get(f"{JOBS}/health").respond(418)
    router.get("https://example.com/").respond(json=1)

    assert send("GET", f"{JOBS}/health").status_code == 418
    assert send("GET", "https://example.com/").json() == 1
    assert send("GET", f"{JOBS}/requests", headers={"Authorization": "k"}).status_code == 200
    assert (mine.call_count, router["runpod"].call_count) == (1, 1)


def test_a_route_of_a_test_that_nobody_asked_is_told(url: str) -> None:
    with pytest.raises(AssertionError, match="some routes"), RunPodRouter(url, KEY) as router:
        router.get("https://example.com/").respond(200)
    with RunPodRouter(url, KEY):
        pass  # nobody has to ask RunPod


def test_another_router_beside_it_has_its_own(router: RunPodRouter) -> None:
    with respx.mock() as theirs:
        theirs.get("https://example.com/").respond(json="theirs")
        assert sent("GET", "https://example.com/").json() == "theirs"
        assert sent("GET", f"{JOBS}/health", headers={"Authorization": "k"}).status_code == 200


def test_a_cleared_router_still_answers_for_runpod(router: RunPodRouter) -> None:
    router.clear()

    assert sent("GET", f"{JOBS}/health", headers={"Authorization": "k"}).status_code == 200


@pytest.mark.usefixtures("router")
def test_the_own_address_of_the_mock_is_open(url: str) -> None:
    assert sent("GET", f"{url}/__mock/ready").status_code == 200


# What happens to a connection.


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang(connection: socket.socket) -> None:
    connection.recv(1)  # comes back when the client has lost its patience


def said(text: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(text)


TROUBLE: dict[str, Callable[[socket.socket], None]] = {
    "reset": reset,
    "empty": said(b""),
    "truncated": said(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"),
    "truncated chunk": said(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf"),
    "not HTTP": said(b"220 mail.example.com\r\n\r\n"),
    "hang": hang,
}


@contextmanager
def troubled(trouble: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server with that trouble, whatever is asked of it."""

    def serve() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            with connection:
                connection.recv(10_000)
                trouble(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def outcome(send: Send, url: str) -> type[Exception] | None:
    try:
        send("GET", url, timeout=0.2)
    except httpx.HTTPError as error:
        return type(error) if error.request.url == url else None
    return None


@both
@pytest.mark.parametrize("trouble", TROUBLE)
def test_trouble_comes_out_as_httpx_would_say_it(send: Send, trouble: str) -> None:
    with troubled(TROUBLE[trouble]) as url:
        directly = outcome(send, f"{url}/")
        with RunPodRouter(url, KEY):
            assert outcome(send, "https://rest.runpod.io/") == directly

    assert directly is not None


@both
def test_a_mock_that_is_gone_cannot_be_connected_to(send: Send) -> None:
    with mock_runpod.start() as mock:
        url = mock.base_url
    with RunPodRouter(url, KEY):
        assert outcome(send, "https://rest.runpod.io/") is httpx.ConnectError


def test_without_respx_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "mock_runpod.testing.interception")
    monkeypatch.setitem(sys.modules, "respx", None)  # as Python notes it: not to be had

    with pytest.raises(ImportError, match=r"pip install 'mock-runpod\[respx\]'"):
        importlib.import_module("mock_runpod.testing.interception")
