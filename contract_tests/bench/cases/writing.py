"""Changing: submitting jobs, making endpoints, beginning anew."""

from collections.abc import Callable, Iterator

from contract_tests.bench.cases.reading import figures
from contract_tests.bench.load import Contender, request
from contract_tests.bench.rows import Row, at_least, at_most, ratios
from contract_tests.bench.stage import RUN, SMALL, Stage

RUNSYNC = "/v2/demo/runsync"
#: The SDK's local server gets slower with every job it stores; so many it is asked for in a burst.
SDK_JOBS = 400
#: Endpoints in a burst; more would be a world nobody has.
MADE = 400


def run(stage: Stage) -> Iterator[Row]:
    """POST /v2/demo/run, against a raw ASGI echo and the SDK's own local server"""
    found = stage.compare(
        {
            "ours": Contender(stage.ours, [request("POST", RUN, SMALL)], before=afresh(stage)),
            "echo": Contender(stage.raw, [request("POST", "/", SMALL)]),
            "sdk": Contender(stage.sdk, [request("POST", "/run", SMALL)], most=SDK_JOBS),
        }
    )
    ours = found["ours"]
    yield Row("CPU against raw ASGI echo", "x", ratios(ours, found["echo"], "cpu_us"), at_most(2))
    faster = ratios(ours, found["sdk"], "rate")
    yield Row("req/s against the SDK's local server", "x", faster, at_least(3.5))
    yield from figures(ours)


def runsync(stage: Stage) -> Iterator[Row]:
    """POST /v2/demo/runsync with an instant worker, against the SDK's own local server"""
    for connections, goal in ((16, 3.5), (1, 1.8)):
        ours = [request("POST", RUNSYNC, SMALL)]
        sdk, echo = [request("POST", "/runsync", SMALL)], [request("POST", "/", SMALL)]
        found = stage.compare(
            {
                "ours": Contender(stage.ours, ours, connections, before=afresh(stage)),
                "echo": Contender(stage.raw, echo, connections),
                "sdk": Contender(stage.sdk, sdk, connections),
            }
        )
        faster = ratios(found["ours"], found["sdk"], "rate")
        at = f"with {connections} connection{'s' * (connections > 1)}"
        yield Row(f"req/s against the SDK's local server, {at}", "x", faster, at_least(goal))
        over = ratios(found["ours"], found["echo"], "cpu_us")
        yield Row(f"CPU against raw ASGI echo, {at}", "x", over)
        if connections > 1:
            yield from figures(found["ours"])


def endpoint_create(stage: Stage) -> Iterator[Row]:
    """POST /v1/endpoints, against a raw ASGI echo"""
    client = stage.client(stage.ours)

    def before() -> None:
        client.post("/__mock/reset").raise_for_status()
        client.patch("/__mock/config", json={"bind_templates": False, "worker_quota": 10_000})

    body = {
        "name": "bench",
        "templateId": "demotmpl01",
        "gpuTypeIds": ["NVIDIA GeForce RTX 4090"],
        "workersMax": 1,
        "idleTimeout": 10,
        "scalerType": "REQUEST_COUNT",
        "scalerValue": 1,
    }
    ours = [request("POST", "/v1/endpoints", body)]
    found = stage.compare(
        {
            "ours": Contender(stage.ours, ours, most=MADE, before=before),
            "echo": Contender(stage.raw, [request("POST", "/", body)]),
        }
    )
    afresh(stage)()
    yield Row("CPU against raw ASGI echo", "x", ratios(found["ours"], found["echo"], "cpu_us"))
    yield from figures(found["ours"])


def reset(stage: Stage) -> Iterator[Row]:
    """POST /__mock/reset of the demo world, against a raw ASGI echo"""
    found = stage.compare(
        {
            "ours": Contender(stage.ours, [request("POST", "/__mock/reset", {})]),
            "echo": Contender(stage.raw, [request("POST", "/", {})]),
        }
    )
    yield Row("CPU against raw ASGI echo", "x", ratios(found["ours"], found["echo"], "cpu_us"))
    yield from figures(found["ours"])


def afresh(stage: Stage) -> Callable[[], object]:
    """The world of the bench as it was at the beginning."""
    client = stage.client(stage.ours)
    return lambda: client.post("/__mock/reset").raise_for_status()
