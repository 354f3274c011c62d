"""How the client gets through: connections that are kept, refusals, servers that are not there."""

import gc
import http.client
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from contract_tests.porch.test_asking import stranger
from mock_runpod import Client, start
from mock_runpod.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    RunPodError,
    Unauthorized,
    Unreachable,
)


def test_one_connection_is_enough_for_calls_one_after_the_other(
    mock: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    connect = http.client.HTTPConnection.connect

    def counted(connection: http.client.HTTPConnection) -> None:
        opened.append(connection)
        connect(connection)

    monkeypatch.setattr(http.client.HTTPConnection, "connect", counted)
    with Client(mock.base_url) as client:
        for _ in range(5):
            client.clock.look()

    assert len(opened) == 1


def test_several_threads_ask_at_once(mock: Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        times = list(pool.map(lambda _: mock.clock.advance(1), range(40)))

    assert sorted(times) == list(range(1, 41))


def test_a_connection_that_the_server_closed_is_opened_again() -> None:
    with start(clock="manual") as mock:
        port = int(mock.base_url.rpartition(":")[2])
        client = Client(mock.base_url)
        assert client.clock.now == 0

    with start(clock="manual", port=port):
        assert client.clock.now == 0

    client.close()


def test_proxies_of_the_environment_have_no_say(
    mock: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)

    with Client(mock.base_url) as client:
        assert client.clock.now == 0


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Unauthorized), (403, Forbidden), (404, NotFound), (409, Refused), (500, RunPodError)],
)
def test_a_refusal_is_the_error_it_was(status: int, kind: type[RunPodError]) -> None:
    said = b'HTTP/1.0 %d No\r\n\r\n{"error": "because"}' % status
    with (
        stranger(said) as url,
        Client(url) as client,
        pytest.raises(kind, match=r"^because$") as no,
    ):
        client.state()

    assert type(no.value) is kind


def test_every_mistake_in_a_body_is_told(mock: Client) -> None:
    with pytest.raises(Invalid, match=r"unknown option retris; did you mean auto_retries\?"):
        mock.configure(retris=1)

    with pytest.raises(Invalid) as refusal:
        mock.worlds.create(sead=1, clok="manual")
    assert len(refusal.value.problems) == 2


def test_nobody_there_says_where_and_what_to_do(taken_port: int) -> None:
    url = f"http://127.0.0.1:{taken_port - 1}"

    with Client(url) as client, pytest.raises(Unreachable) as refusal:
        client.state()

    assert refusal.value.detail == (
        f"no mock-runpod answers at {url}: Connection refused; `mock-runpod serve` starts one"
    )


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n<html>",
        b"HTTP/1.0 404 Not Found\r\n\r\n{}",
        b"HTTP/1.0 502 Bad Gateway\r\n\r\n[]",
    ],
)
def test_somebody_else_there_is_no_mock(answer: bytes) -> None:
    with stranger(answer) as url, Client(url) as client, pytest.raises(Unreachable, match=url):
        client.state()


@pytest.mark.parametrize("url", ["localhost:8642", "ftp://there", "http://", "http://a:b", "x"])
def test_what_is_no_address_is_told_at_once(url: str) -> None:
    with pytest.raises(Invalid, match=r"write it like http://127\.0\.0\.1:8642"):
        Client(url)


def test_a_closed_client_says_so(mock: Client) -> None:
    client = Client(mock.base_url)
    client.close()

    with pytest.raises(Unreachable, match="is closed"):
        client.state()


def test_closing_ends_a_call_that_waits(mock: Client) -> None:
    client = Client(mock.base_url, key=mock.key)
    heard: list[str] = []

    def follow() -> None:
        try:
            heard.extend(str(each) for each in client.follow("events"))
        except Unreachable as over:
            heard.append(over.detail)

    thread = threading.Thread(target=follow)
    thread.start()
    client.close()
    thread.join(10)

    assert not thread.is_alive()
    assert heard in ([], [f"this client of {mock.base_url} is closed"])
    gc.collect()  # a connection that was left open would be an error now


def test_a_key_that_no_header_can_carry_is_not_shown() -> None:
    with pytest.raises(Invalid) as refusal:
        Client(key="rpa_ge\nheim")

    assert "heim" not in str(refusal.value)


@pytest.mark.parametrize("url", ["http://me:geheim@127.0.0.1:1", "http://127.0.0.1:1/?k=geheim"])
def test_an_address_with_a_secret_in_it_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(Invalid, match="is no address of a server") as refusal:
        Client(url)

    assert "geheim" not in str(refusal.value)
