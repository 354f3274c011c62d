"""`start()`: a server in a thread, which leaves nothing behind. (Leaks are errors, see pytest.)"""

import gc
import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from contract_tests.porch.processes import PATIENCE_S, until
from mock_runpod import start
from mock_runpod.errors import Invalid
from mock_runpod.server import listen

KEY = {"authorization": "Bearer rpa_mock_default"}


def client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers=KEY, trust_env=False, timeout=PATIENCE_S)


def test_it_answers_as_soon_as_the_block_begins_and_no_longer_after_it() -> None:
    with start(data="demo") as mock:
        assert httpx.get(f"{mock.base_url}/__mock/ready", trust_env=False).status_code == 200

    with pytest.raises(httpx.ConnectError):
        httpx.get(mock.base_url, trust_env=False)


def test_nothing_is_left_behind() -> None:
    before = threading.active_count()

    for _ in range(5):
        with (
            start(data="demo", clock="real", profile="instant") as mock,
            client(mock.base_url) as http,
        ):
            assert http.post("/v2/demo/runsync", json={"input": 1}).json()["output"] == 1
    gc.collect()

    assert threading.active_count() == before


def test_the_block_ends_while_a_webhook_is_under_way() -> None:
    with socket.create_server(("127.0.0.1", 0)) as receiver:
        hook = f"http://127.0.0.1:{receiver.getsockname()[1]}/"
        with start(data="demo") as mock, client(mock.base_url) as http:
            http.post("/v2/demo/runsync", json={"input": 1, "webhook": hook})
            connection, _ = receiver.accept()
            connection.settimeout(PATIENCE_S)
            assert connection.recv(4) == b"POST"  # and never an answer

        with connection, connection.makefile("rb") as rest:
            rest.read()  # comes to an end


def test_the_block_ends_while_clients_wait() -> None:
    with ThreadPoolExecutor() as pool, ExitStack() as stack:
        with start(data="demo", clock="manual") as mock:
            http = stack.enter_context(client(mock.base_url))
            waits = [
                pool.submit(http.post, "/v2/demo/runsync", json={"input": n}) for n in range(3)
            ]
            until(lambda: http.get("/v2/demo/health").json()["jobs"]["inQueue"] == 3)

        said = [wait.result(PATIENCE_S).json()["status"] for wait in waits]

    assert said == ["IN_QUEUE"] * 3


def test_the_block_ends_when_it_is_left_by_an_error() -> None:
    before = threading.active_count()

    with pytest.raises(ZeroDivisionError), start():
        _ = 1 / 0

    assert threading.active_count() == before


def test_several_servers_at_once_know_nothing_of_each_other() -> None:
    with ExitStack() as stack:
        mocks = [stack.enter_context(start(data="demo", seed=n)) for n in range(3)]
        https = [stack.enter_context(client(mock.base_url)) for mock in mocks]
        https[1].delete("/v1/endpoints/demo")

        counts = [len(http.get("/v1/endpoints").json()) for http in https]

    assert len({mock.base_url for mock in mocks}) == 3
    assert counts == [3, 2, 3]


def test_it_can_be_asked_over_ipv6() -> None:
    with start(host="::1", data="demo") as mock, client(mock.base_url) as http:
        assert mock.base_url.startswith("http://[::1]:")
        assert http.get("/v1/endpoints").status_code == 200
        assert http.get("/__mock/state").status_code == 200


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"prot": 1}, "unknown option prot; did you mean port?"),
        ({"port": 70_000}, "port: Input should be less than or equal to 65535"),
        ({"boot_s": -1}, "boot_s: Input should be greater than or equal to 0"),
        ({"data": "nowhere"}, "no such file, and not one of the ready-made worlds"),
    ],
)
def test_a_bad_option_is_refused_before_a_port_is_opened(
    options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(Invalid, match=complaint[:40].replace("?", r"\?")), start(**options):
        pass


def test_bound_to_all_addresses_only_health_is_open_without_a_token() -> None:
    with start(host="0.0.0.0", data="demo") as mock:
        url = mock.base_url.replace("0.0.0.0", "127.0.0.1")
        with client(url) as http:
            codes = [http.get(f"/__mock/{path}").status_code for path in ("health", "state")]
            jobs = http.get("/v2/demo/health").status_code

    assert (codes, jobs) == ([200, 403], 200)


def test_bound_to_all_addresses_a_token_opens_the_control_api() -> None:
    with start(host="0.0.0.0", data="demo", admin_token="open sesame") as mock:
        url = mock.base_url.replace("0.0.0.0", "127.0.0.1")
        with client(url) as http:
            without = http.get("/__mock/state").status_code
            sent = {"x-mock-admin-token": "open sesame"}
            with_it = http.get("/__mock/state", headers=sent).status_code

    assert (without, with_it) == (401, 200)


def test_an_answer_in_two_pieces_is_not_held_back() -> None:
    """A kernel that waits to fill a packet would hold the second piece for 40 ms."""
    listener = listen("127.0.0.1", 0)
    client = socket.create_connection(listener.getsockname())
    with listener, client, listener.accept()[0] as connection:
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_it_is_quiet_when_somebody_lets_all_loggers_speak(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The Python SDK does, when it is imported."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.NOTSET, logger="mock_runpod")  # as if no other mock were running

    with start() as mock, client(mock.base_url) as http:
        http.get("/v1/endpoints")

    assert [each for each in caplog.records if each.name.startswith("mock_runpod")] == []
    assert logging.getLogger("mock_runpod").level == logging.NOTSET


def test_it_speaks_when_it_is_asked_to(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="mock_runpod")

    with start() as mock, client(mock.base_url) as http:
        http.get("/v1/endpoints")

    assert "GET /v1/endpoints 200" in caplog.text
