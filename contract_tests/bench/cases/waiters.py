"""Ten thousand clients that wait at once, and what everybody else notices of it."""

import time
from collections.abc import Iterator

import httpx

from contract_tests.bench.load import Contender, request
from contract_tests.bench.rows import Row, at_most
from contract_tests.bench.stage import OURS, RUN, SMALL, Stage, raise_file_limit

#: Files each side has open besides the connections.
OTHER_FILES = 200
ENDPOINT = "/v1/endpoints/demo"
RUNSYNC = "/v2/demo/runsync?wait=300000"


def waiters(stage: Stage) -> Iterator[Row]:
    """10,000 waiting in /runsync, then in /stream: memory, release, idling, another client"""
    limit = raise_file_limit(stage.scale.waiters + OTHER_FILES)
    count = min(stage.scale.waiters, limit - OTHER_FILES)
    if count < stage.scale.waiters:
        stage.notes.append(f"only {count} waiters: the system allows {limit} open files")
    repeats = range(min(3, stage.scale.repeats))
    ours = [_ours(stage, count) for _ in repeats]
    streams = [_streams(stage, count) for _ in repeats]
    bare = [_bare(stage, count) for _ in repeats]
    yield Row("waiters", "", [count])
    yield Row("memory each", "KiB", [o["each"] for o in ours], at_most(13))
    yield Row("memory each, one bare future", "KiB", [b["each"] for b in bare])
    yield Row("last released after", "s", [o["last"] for o in ours], at_most(0.6))
    yield Row("last released after, one bare future", "s", [b["last"] for b in bare])
    yield Row("in /stream: memory each", "KiB", [s["each"] for s in streams])
    yield Row("in /stream: last released after", "s", [s["last"] for s in streams])
    yield Row("CPU while they wait", "% of a core", [o["idle"] for o in ours], at_most(1))
    yield Row("another client's p50, against none", "x", [o["others"] for o in ours], at_most(2))


def _ours(stage: Stage, count: int) -> dict[str, float]:
    """They wait for jobs of a paused endpoint; it is opened, and all their jobs end at once."""
    with stage.one(*OURS) as server:
        client = stage.client(server)
        status = f"/v2/demo/status/{client.post(RUN, json=SMALL).json()['id']}"
        client.patch(ENDPOINT, json={"workersMax": 0}).raise_for_status()
        other = Contender(server, [request("GET", status)], connections=1)
        alone = stage.load.burst(other, stage.scale.seconds)
        before = server.memory_mib
        stage.say(f"{count} clients begin to wait")
        stage.load.hold(server, request("POST", RUNSYNC, SMALL), count)
        _until_queued(client, count)
        server.calm()
        each = (server.memory_mib - before) * 1024 / count
        idle = server.cpu_share(stage.scale.seconds) * 100
        meanwhile = stage.load.burst(other, stage.scale.seconds)
        said = stage.load.release(server, request("PATCH", ENDPOINT, {"workersMax": 1}))
        if said["errors"]:
            stage.notes.append(f"{said['errors']} of {count} were not answered")
        others = meanwhile.p50_ms / alone.p50_ms
        return {"each": each, "idle": idle, "last": said["last_s"], "others": others}


def _streams(stage: Stage, count: int) -> dict[str, float]:
    """They all wait for the first chunk of one job, which then ends without any."""
    with stage.one(*OURS) as server:
        client = stage.client(server)
        client.patch(ENDPOINT, json={"workersMax": 0}).raise_for_status()
        job_id = client.post(RUN, json=SMALL).json()["id"]
        before = server.memory_mib
        stage.say(f"{count} clients begin to wait for a stream")
        stream = f"/v2/demo/stream/{job_id}?wait=300000"
        stage.load.hold(server, request("GET", stream), count)
        server.calm()
        each = (server.memory_mib - before) * 1024 / count
        said = stage.load.release(server, request("PATCH", ENDPOINT, {"workersMax": 1}))
        if said["errors"]:
            stage.notes.append(f"{said['errors']} of {count} streams were not answered")
        return {"each": each, "last": said["last_s"]}


def _bare(stage: Stage, count: int) -> dict[str, float]:
    with stage.reference("waiting") as server:
        stage.load.burst(Contender(server, [request("POST", "/", {})], most=100), 1)
        before = server.memory_mib
        stage.load.hold(server, request("POST", "/hold", SMALL), count)
        server.calm()
        each = (server.memory_mib - before) * 1024 / count
        said = stage.load.release(server, request("POST", "/release", {}))
        return {"each": each, "last": said["last_s"]}


def _until_queued(client: httpx.Client, count: int) -> None:
    for _ in range(300):
        if client.get("/v2/demo/health").json()["jobs"]["inQueue"] >= count:
            return
        time.sleep(0.1)
    raise TimeoutError(f"{count} jobs should be waiting")
