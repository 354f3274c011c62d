"""Under the guard no request reaches the real RunPod, whatever client is used (B-001)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.porch import clients_everywhere, watched

WAYS = list(clients_everywhere.ways("http://127.0.0.1:9"))
REAL = [
    *("rest.runpod.io", "api.runpod.io", "api.runpod.ai", "hapi.runpod.net", "v2-rest.runpod.io"),
    *("abc.api.runpod.ai", "x1-8080.proxy.runpod.net", "s3api-eu-ro-1.runpod.io", "runpod.io"),
    *("api.runpod.dev", "API.RunPod.AI", "api.runpod.ai.", "api.runpod。ai"),
]
Told = dict[str, Any]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Told]:
    """What became of every client, asked once for each order of imports."""
    known: dict[str, Told] = {}
    code = Path(clients_everywhere.__file__).read_text(encoding="utf-8")

    def tell(when: str) -> Told:
        if when not in known:
            known[when] = json.loads(watched.said(code, when, folder=tmp_path_factory.mktemp(when)))
        return known[when]

    return tell


@pytest.mark.rule("B-001")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("way", WAYS)
def test_no_client_gets_through(told: Callable[[str], Told], way: str, when: str) -> None:
    outcome = told(when)["outcomes"][way]

    assert outcome.startswith("Stopped: ")
    assert ("rest.runpod.io" in outcome) or ("api.runpod.ai" in outcome)


@pytest.mark.parametrize("when", ["before", "after"])
def test_no_proxy_hears_of_it(told: Callable[[str], Told], when: str) -> None:
    assert told(when)["heard"] == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_each_is_remembered_with_the_line_that_asked(
    told: Callable[[str], Told], when: str
) -> None:
    stops = told(when)["stops"]

    assert len(stops) == len(WAYS)
    assert {stop["where"].partition(":")[0] for stop in stops} == {"it.py"}


def test_the_error_says_what_to_do_and_shows_no_key(told: Callable[[str], Told]) -> None:
    said = told("before")["outcomes"]["requests"]

    for word in ("api.runpod.ai", "guard", "runpod_mock", "`mock-runpod env`", "guard.off()"):
        assert word in said
    assert "SECRET" not in json.dumps(told("before"))


@pytest.mark.parametrize("host", REAL)
def test_every_host_of_runpod_is_known(host: str, tmp_path: Path) -> None:
    code = f"""
import mock_runpod.guard, socket
with mock_runpod.guard.on():
    try:
        socket.create_connection(({host!r}, 443))
    except mock_runpod.guard.Stopped as stopped:
        print(stopped.stop.host)
"""
    assert watched.said(code, folder=tmp_path).strip().lower() == host.lower().rstrip(".")


TO_THE_SOCKET = """
import asyncio, socket, ssl, pycares
import mock_runpod.guard

listener = socket.create_server(("127.0.0.1", 0))
here, name = listener.getsockname(), "api.runpod.ai"
context = ssl.create_default_context()

def streams():
    async def connect():
        await asyncio.open_connection(*here, ssl=context, server_hostname=name)
    asyncio.run(connect())

ways = {
    "connect": lambda: socket.socket().connect((name, 443)),
    "connect_ex": lambda: socket.socket().connect_ex((name, 443)),
    "bytes": lambda: socket.getaddrinfo(name.encode(), 443),
    "gethostbyname": lambda: socket.gethostbyname(name),
    "gethostbyname_ex": lambda: socket.gethostbyname_ex(name),
    "c-ares": lambda: pycares.Channel().query(name, 1, callback=print),
    "TLS": lambda: context.wrap_socket(socket.create_connection(here), server_hostname=name),
    "TLS of asyncio": streams,
}
with mock_runpod.guard.on():
    for way, go in ways.items():
        try:
            go()
        except mock_runpod.guard.Stopped:
            print(way)
"""


def test_nor_does_who_goes_to_the_socket_by_himself(tmp_path: Path) -> None:
    """The last door is the TLS handshake, whatever way the address was found."""
    stopped = watched.said(TO_THE_SOCKET, folder=tmp_path).splitlines()

    assert stopped == [
        *("connect", "connect_ex", "bytes", "gethostbyname", "gethostbyname_ex", "c-ares"),
        *("TLS", "TLS of asyncio"),
    ]
