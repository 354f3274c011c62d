"""Reading: one endpoint, a list of them, the status of a job."""

import json
from collections.abc import Iterator, Sequence

from contract_tests.bench.load import Contender, Sample, request
from contract_tests.bench.rows import Row, at_least, at_most, plain, ratios
from contract_tests.bench.stage import RUN, SMALL, Stage

LISTED = 100


def endpoint_get(stage: Stage) -> Iterator[Row]:
    """GET /v1/endpoints/demo, against a bare ASGI function and Starlette's JSONResponse"""
    path = "/v1/endpoints/demo"
    document = stage.client(stage.ours).get(path).content
    with stage.reference("json_response", document.decode()) as starlette:
        found = stage.compare(
            {
                "ours": Contender(stage.ours, [request("GET", path)]),
                "raw": Contender(stage.raw, [request("GET", f"/{len(document)}")]),
                "JSONResponse": Contender(starlette, [request("GET", "/")]),
            }
        )
    ours, raw, plain_starlette = found["ours"], found["raw"], found["JSONResponse"]
    yield Row("CPU against raw ASGI", "x", ratios(ours, raw, "cpu_us"), at_most(1.5))
    yield Row(
        "req/s against Starlette JSONResponse",
        "x",
        ratios(ours, plain_starlette, "rate"),
        at_least(1.3),
    )
    yield Row("CPU of raw ASGI", "us", plain(raw, "cpu_us"))
    yield from figures(found["ours"])


def endpoint_list(stage: Stage) -> Iterator[Row]:
    """GET /v1/endpoints with 100 of them, against a body of the same size"""
    key = "rpa_mock_many"
    client = stage.client(stage.ours, key)
    client.patch("/__mock/config", json={"bind_templates": False, "worker_quota": 10_000})
    while len(client.get("/v1/endpoints").json()) < LISTED:
        made = client.post("/v1/endpoints", json={"templateId": "demotmpl01", "workersMax": 1})
        made.raise_for_status()
    size = len(client.get("/v1/endpoints").content)
    found = stage.compare(
        {
            "ours": Contender(stage.ours, [request("GET", "/v1/endpoints", key=key)]),
            "raw": Contender(stage.raw, [request("GET", f"/{size}")]),
        }
    )
    over = [
        (a.cpu_us - b.cpu_us) / LISTED for a, b in zip(found["ours"], found["raw"], strict=True)
    ]
    yield Row("CPU against raw ASGI", "x", ratios(found["ours"], found["raw"], "cpu_us"))
    yield Row("CPU for each endpoint listed", "us", over)
    yield from figures(found["ours"])


def status(stage: Stage) -> Iterator[Row]:
    """GET /v2/demo/status/{job} of a finished job, against raw ASGI"""
    client = stage.client(stage.ours)
    path = f"/v2/demo/status/{client.post(RUN, json=SMALL).json()['id']}"
    size = len(client.get(path).content)
    assert json.loads(client.get(path).content)["status"] == "COMPLETED"
    found = stage.compare(
        {
            "ours": Contender(stage.ours, [request("GET", path)]),
            "raw": Contender(stage.raw, [request("GET", f"/{size}")]),
        }
    )
    yield Row(
        "CPU against raw ASGI", "x", ratios(found["ours"], found["raw"], "cpu_us"), at_most(1.4)
    )
    yield from figures(found["ours"])


def figures(samples: Sequence[Sample]) -> Iterator[Row]:
    """The absolute numbers, for curiosity: only ratios of one run say something."""
    yield Row("CPU", "us", plain(samples, "cpu_us"))
    yield Row("requests a second", "/s", plain(samples, "rate"))
    yield Row("p50", "ms", plain(samples, "p50_ms"))
    yield Row("p99", "ms", plain(samples, "p99_ms"))
