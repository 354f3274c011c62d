"""What the log tells, and what it never tells."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.porch.processes import until
from mock_runpod import create_app, start
from mock_runpod.runtime import logs
from mock_runpod.settings import Server

SECRET = "rpa_sesame_open_8472"
BEARER = {"authorization": f"Bearer {SECRET}"}


@pytest.fixture
def log(tmp_path: Path, own_loggers: None) -> Path:
    """Everything the package has to say, as JSON."""
    file = tmp_path / "requests.log"
    logs.begin(Server(log_format="json", log_level="debug", log_file=str(file)))
    return file


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def client(key: str = "rpa_mock_ci") -> httpx.AsyncClient:
    app = create_app(clock="manual", data="demo")
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642",
        headers={"authorization": f"Bearer {key}"},
    )


@pytest.mark.anyio
async def test_each_request_is_one_line_with_its_facts(log: Path) -> None:
    async with client() as http:
        await http.post("/__mock/clock/advance", json={"seconds": 90})
        await http.get("/v1/endpoints?includeWorkers=true")
        await http.get("/v2/nothing/health")

    _, listed, missed = lines(log)
    assert listed["world"] == "ci"
    assert (listed["method"], listed["route"], listed["status"]) == ("GET", "/v1/endpoints", 200)
    assert (listed["world_time"], listed["logger"]) == (90.0, "mock_runpod.request")
    assert listed["ms"] > 0
    assert (missed["route"], missed["status"], missed["level"]) == (
        "/v2/nothing/health",
        404,
        "info",
    )


@pytest.mark.anyio
async def test_a_line_says_the_time_with_its_zone(log: Path) -> None:
    async with client() as http:
        await http.get("/v1/endpoints")

    (line,) = lines(log)
    age = datetime.now(UTC) - datetime.fromisoformat(line["ts"])
    assert timedelta() <= age < timedelta(minutes=1)


@pytest.mark.anyio
async def test_a_refused_key_has_no_world_in_the_log(log: Path) -> None:
    async with client("rpa_mock_invalid") as http:
        await http.get("/v1/endpoints")

    (line,) = lines(log)
    assert (line["world"], line["world_time"], line["status"]) == ("-", None, 401)


@pytest.mark.anyio
async def test_what_a_caller_sends_cannot_forge_a_line(tmp_path: Path, own_loggers: None) -> None:
    log = tmp_path / "requests.log"
    logs.begin(Server(log_file=str(log)))

    async with client("rpa_mock_a\r\n09:00:00 INFO    forged\x1b[2J") as http:
        await http.get("/v2/x%0A09:00:00%20forged%E2%80%A8/health")
    async with client() as http:
        await http.get("/v1/endpoints?api_key=rpa_mock_a%0Aforged")

    said = log.read_bytes()
    assert len(said.splitlines()) == len(said.decode().splitlines()) == 2
    assert b"\x1b" not in said


def test_no_key_is_ever_written(log: Path) -> None:
    job = {"input": {"mock_logs": "hello"}, "webhook": f"http://user:{SECRET}@127.0.0.1:1/hook"}
    with (
        start(data="demo", keys=[SECRET], profile="instant") as mock,
        http_of(mock.base_url) as http,
    ):
        for said in (BEARER, {"authorization": SECRET}):
            http.get("/v1/endpoints", headers=said)
            http.post("/v2/demo/run", json=job, headers=said)
        http.get("/v1/endpoints", params={"api_key": SECRET})
        http.get("/__mock/events", headers=BEARER)
        http.post("/v2/demo/run", content=SECRET, headers=BEARER)
        http.get(f"/v1/pods?key={SECRET}", headers=BEARER)
        until(lambda: "webhook of" in log.read_text())

    assert len(lines(log)) > 7
    assert SECRET not in log.read_text()


def http_of(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, trust_env=False)


def test_an_accident_is_told_in_one_line_of_json(log: Path) -> None:
    try:
        raise KeyError("spanner")
    except KeyError:
        logging.getLogger("mock_runpod").exception("a thing went wrong")

    (line,) = lines(log)
    assert (line["level"], line["message"]) == ("error", "a thing went wrong")
    assert line["exception"].endswith("KeyError: 'spanner'")


def test_text_is_for_eyes_and_the_level_is_kept(
    own_loggers: None, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.begin(Server(log_level="warning"))

    logging.getLogger("mock_runpod.request").info("quiet")
    logging.getLogger("mock_runpod.world").warning("loud")

    assert capsys.readouterr().err.splitlines()[0].endswith("WARNING loud")
