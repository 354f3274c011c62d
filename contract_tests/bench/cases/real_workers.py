"""Real workers: how long a job takes through one, and what those cost that only wait."""

import socket
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import httpx

from contract_tests.bench import references
from contract_tests.bench.generator import whole
from contract_tests.bench.load import KEY, Contender, request
from contract_tests.bench.processes import Server
from contract_tests.bench.rows import Row, at_most
from contract_tests.bench.stage import LONG_S, OURS, RUN, SMALL, Stage, raise_file_limit
from mock_runpod import Client

LONG_POLLS = ["--long-poll-s", "80"]
#: Files each side has open besides the connections.
OTHER_FILES = 200
POLLERS = 1_000
TAKE, DONE = "/v2/demo/job-take/WORKER?job_in_progress=1", "/v2/demo/job-done/WORKER/JOB"
#: So many jobs one after the other, each after the second for which the SDK pauses when it is full.
CALLS, PAUSE_S = 20, 1.2


def real_worker(stage: Stage) -> Iterator[Row]:
    """A job from /runsync through a real worker and back, against the SDK's own local server"""
    with stage.one(*OURS) as server, Client(server.url, key=KEY) as mock:
        handler = Path(references.__path__[0], "sdk_worker.py")
        with mock.endpoint("echo", idle_timeout=3600).run_worker(handler):
            client, alone = stage.client(server), stage.client(stage.sdk)
            ours, theirs, mock_s = list[float](), list[float](), list[float]()
            calls = min(CALLS, stage.scale.calls)
            for n in range(calls):
                stage.say(f"job {n + 1} of {calls}")
                time.sleep(PAUSE_S)
                took, by_worker = _took(client, "/v2/echo/runsync")
                ours.append(took)
                mock_s.append(took - by_worker)
                theirs.append(_took(alone, "/runsync")[0])
    yield Row("ours, with a queue and a worker", "ms", [median(ours)])
    yield Row("of that, outside of the worker's hands", "ms", mock_s, at_most(10))
    yield Row("the SDK's local server", "ms", [median(theirs)])
    yield Row("more than that", "ms", [median(ours) - median(theirs)], at_most(150))


def _took(client: httpx.Client, path: str) -> tuple[float, float]:
    """Milliseconds, and how many of them the worker had the job: it looks for work in steps."""
    began = time.perf_counter()
    job = client.post(path, json=SMALL).json()
    took = (time.perf_counter() - began) * 1000
    assert job["status"] == "COMPLETED"
    return took, job.get("executionTime", 0)


def taking(stage: Stage) -> Iterator[Row]:
    """Jobs that workers take and tell the results of, against submitting and asking for them"""
    count = min(stage.scale.jobs, 5_000)
    take, done = request("GET", TAKE), request("POST", DONE, {"output": SMALL["input"]})
    ratios, rates, costs = list[float](), list[float](), list[float]()
    with stage.one(*OURS) as server:
        client = stage.client(server)
        for n in range(stage.scale.repeats):
            stage.say(f"{count} jobs, {n + 1} of {stage.scale.repeats}")
            client.post("/__mock/reset").raise_for_status()
            client.put("/__mock/endpoints/demo", json={"workers": "real"}).raise_for_status()
            run = Contender(server, [request("POST", RUN, SMALL)], most=count, warm=False)
            submitted = stage.load.burst(run, LONG_S)
            status = f"/v2/demo/status/{client.post(RUN, json=SMALL).json()['id']}"
            asked = stage.load.burst(Contender(server, [request("GET", status)]), 0.2)
            worked = stage.load.work(server, take, done, count)
            if worked["errors"]:
                stage.notes.append(f"taking: {worked['errors']} of {count} were not done")
            costs.append(worked["cpu_us"])
            rates.append(worked["rate"])
            ratios.append(worked["cpu_us"] / (submitted.cpu_us + asked.cpu_us))
    yield Row("CPU of both, against /run and /status", "x", ratios, at_most(2.5))
    yield Row("jobs done", "/s", rates)
    yield Row("CPU of a job", "us", costs)


def idle_workers(stage: Stage) -> Iterator[Row]:
    """1,000 real workers that wait for a job: memory, idling, a job for one, another client"""
    wanted = min(stage.scale.waiters, POLLERS)
    count = min(wanted, raise_file_limit(wanted + OTHER_FILES) - OTHER_FILES)
    repeats = range(min(3, stage.scale.repeats))
    many = [_waiting(stage, count) for _ in repeats]
    one = [_waiting(stage, 1) for _ in repeats]
    bare = [_bare(stage, count) for _ in repeats]
    yield Row("workers", "", [count])
    yield Row("memory each", "KiB", [each["memory"] for each in many], at_most(20))
    yield Row("memory each, one bare future", "KiB", bare)
    yield Row("CPU while they wait", "% of a core", [each["idle"] for each in many], at_most(2))
    first = [a["job"] / b["job"] for a, b in zip(many, one, strict=True)]
    yield Row("a job to one of them, against one alone", "x", first, at_most(2))
    others = [a["run"] / b["run"] for a, b in zip(many, one, strict=True)]
    yield Row("CPU of somebody else's /run, against one alone", "x", others, at_most(1.5))


def _waiting(stage: Stage, count: int) -> dict[str, float]:
    with stage.one(*OURS, *LONG_POLLS) as server, ExitStack() as exits:
        client = stage.client(server)
        client.put("/__mock/endpoints/cold", json={"workers": "real"}).raise_for_status()
        run = Contender(server, [request("POST", RUN, SMALL)])
        stage.load.burst(run, stage.scale.seconds)
        before = server.memory_mib
        stage.say(f"{count} workers begin to wait")
        pollers = exits.enter_context(_pollers(server, count))
        _until_there(client, count)
        server.calm()
        memory = (server.memory_mib - before) * 1024 / count
        idle = server.cpu_share(stage.scale.seconds) * 100
        took = [_handed(client, pollers) for _ in range(min(20, stage.scale.calls))]
        meanwhile = stage.load.burst(run, stage.scale.seconds)
        return {"memory": memory, "idle": idle, "job": median(took), "run": meanwhile.cpu_us}


class Poller:
    """A worker with a name, and a question of its own."""

    def __init__(self, server: Server, number: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        said = f"GET /v2/cold/job-take/w{number}?job_in_progress=1 HTTP/1.1\r\nHost: x\r\n"
        self._question = f"{said}Authorization: {KEY}\r\n\r\n".encode()
        self.close = self._line.close

    def ask(self) -> None:
        self._line.sendall(self._question)

    def hear(self) -> None:
        heard = b""
        while not whole(heard):
            heard += self._line.recv(65_536)
        assert b" 200 " in heard[:20]


@contextmanager
def _pollers(server: Server, count: int) -> Iterator[deque[Poller]]:
    with ExitStack() as exits:
        pollers = deque[Poller]()
        for number in range(count):
            pollers.append(Poller(server, number))
            exits.callback(pollers[-1].close)
            pollers[-1].ask()
        yield pollers


def _handed(client: httpx.Client, pollers: deque[Poller]) -> float:
    """Milliseconds from the submission to the worker that has asked longest, and asks again."""
    first = pollers[0]
    pollers.rotate(-1)
    began = time.perf_counter()
    client.post("/v2/cold/run", json=SMALL).raise_for_status()
    first.hear()
    took = (time.perf_counter() - began) * 1000
    first.ask()
    time.sleep(0.01)  # until it waits again
    return took


def _until_there(client: httpx.Client, count: int) -> None:
    for _ in range(300):
        if client.get("/v2/cold/health").json()["workers"]["idle"] >= count:
            return
        time.sleep(0.1)
    raise TimeoutError(f"{count} workers should be waiting")


def _bare(stage: Stage, count: int) -> float:
    with stage.reference("waiting") as server:
        stage.load.burst(Contender(server, [request("POST", "/", {})], most=100), 1)
        before = server.memory_mib
        stage.load.hold(server, request("POST", "/hold", SMALL), count)
        server.calm()
        each = (server.memory_mib - before) * 1024 / count
        stage.load.release(server, request("POST", "/release", {}))
        return each
