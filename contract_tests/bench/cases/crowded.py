"""What grows: stored jobs, and what they cost in memory and in speed."""

from collections.abc import Iterator

from contract_tests.bench.load import Contender, request
from contract_tests.bench.processes import Server
from contract_tests.bench.rows import Row, at_most, plain, ratios
from contract_tests.bench.stage import LONG_S, OURS, RUN, SMALL, Stage

#: Before memory is measured: tables, the bounded event list and the allocator have their size.
WARM_JOBS = 15_000


def stored(stage: Stage) -> Iterator[Row]:
    """Every road with 100,000 stored jobs against none, and how even /run is meanwhile"""
    with stage.one(*OURS) as full, stage.one(*OURS) as bare:
        stage.fill(full, stage.scale.stored)
        crowded, empty = roads(stage, full), roads(stage, bare)
        for name in crowded:
            both = {f"{name}, full": crowded[name], f"{name}, bare": empty[name]}
            of_full, of_bare = stage.compare(both).values()
            over = ratios(of_full, of_bare, "cpu_us")
            yield Row(f"{name}: CPU against none", "x", over, at_most(1.1))
        yield from evenness(stage, crowded["run"])


def roads(stage: Stage, server: Server) -> dict[str, Contender]:
    client = stage.client(server)
    job_id = client.post(RUN, json=SMALL).json()["id"]
    asked = {
        "status": request("GET", f"/v2/demo/status/{job_id}"),
        "health": request("GET", "/v2/demo/health"),
        "endpoint get": request("GET", "/v1/endpoints/demo"),
        "runsync": request("POST", "/v2/demo/runsync", SMALL),
        "run": request("POST", RUN, SMALL),
    }
    return {name: Contender(server, [each]) for name, each in asked.items()}


def evenness(stage: Stage, run: Contender) -> Iterator[Row]:
    """The worst of the raw echo beside ours says how much of it is the machine's own doing."""
    echo = Contender(stage.raw, [request("POST", "/", SMALL)])
    found = stage.compare({"run": run, "echo": echo}, seconds=2 * stage.scale.seconds)
    ours = found["run"]
    spread = [sample.p99_ms / sample.p50_ms for sample in ours]
    yield Row("run: p99 against p50", "x", spread, at_most(5))
    yield Row("run: worst answer", "ms", plain(ours, "worst_ms"), at_most(20))
    yield Row("raw ASGI echo: worst answer", "ms", plain(found["echo"], "worst_ms"))


def memory(stage: Stage) -> Iterator[Row]:
    """What the server weighs: idle, after 100,000 requests, for each finished job it keeps"""
    idle, grown, each = list[float](), list[float](), list[float]()
    for _ in range(min(3, stage.scale.repeats)):
        with stage.one(*OURS) as server:
            get = [request("GET", "/v1/endpoints/demo")]
            stage.load.burst(Contender(server, get, most=100, warm=False), LONG_S)
            idle.append(server.memory_mib)
            stage.say(f"{stage.scale.stored} requests")
            stage.load.burst(Contender(server, get, most=stage.scale.stored), LONG_S)
            grown.append(server.memory_mib - idle[-1])
            stage.fill(server, min(WARM_JOBS, stage.scale.stored))
            before = server.memory_mib
            stage.fill(server, stage.scale.stored)
            each.append((server.memory_mib - before) * 1024 / stage.scale.stored)
    yield Row("idle", "MiB", idle, at_most(55))
    yield Row("growth over 100,000 requests", "MiB", grown, at_most(10))
    yield Row("each stored finished job", "KiB", each, at_most(1))
