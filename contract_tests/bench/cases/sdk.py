"""One call of the official Python SDK, as its users make it."""

import time
from collections.abc import Iterator
from statistics import median

from contract_tests.bench.processes import alone
from contract_tests.bench.rows import Row, at_most
from contract_tests.bench.stage import Stage

#: An echo of this is an answer the SDK takes for a finished job.
FINISHED = {"input": {"prompt": "a quiet house"}, "status": "COMPLETED", "output": 1, "id": "x"}
WARM_UP = 3


def sdk_call(stage: Stage) -> Iterator[Row]:
    """runpod.Endpoint("demo").run_sync(...), against the same call to the raw ASGI echo"""
    ours, echo = list[float](), list[float]()
    for n in range(stage.scale.repeats):
        stage.say(f"{stage.scale.calls} calls, {n + 1} of {stage.scale.repeats}")
        ours_s, echo_s = alone(calls, [stage.ours.url, stage.raw.url], stage.scale.calls)
        ours.append(ours_s)
        echo.append(echo_s)
    pairs = [a / b for a, b in zip(ours, echo, strict=True)]
    yield Row("against the raw ASGI echo", "x", pairs, at_most(2))
    yield Row("ours", "ms", [s * 1000 for s in ours])


def calls(urls: list[str], times: int) -> list[float]:
    """Run in a process of its own. Seconds of a call to each URL: the median of many, in turn."""
    import runpod  # it takes two seconds, and only this process needs it

    runpod.api_key = "rpa_mock_bench"
    took: dict[str, list[float]] = {url: [] for url in urls}
    endpoints = {}
    for url in urls:
        runpod.endpoint_url_base = f"{url}/v2"
        endpoints[url] = runpod.Endpoint("demo")
    for _ in range(times + WARM_UP):
        for url, endpoint in endpoints.items():
            began = time.perf_counter()
            assert endpoint.run_sync(FINISHED) is not None
            took[url].append(time.perf_counter() - began)
    return [median(took[url][WARM_UP:]) for url in urls]
