"""Beginning: the process, its --help, its imports, a server in a thread, a world."""

import time
from collections.abc import Iterator
from typing import Any

import mock_runpod
from contract_tests.bench.load import Contender, request
from contract_tests.bench.processes import Server, alone, said_by, seconds_of
from contract_tests.bench.rows import Row, at_most
from contract_tests.bench.stage import OURS, REFERENCES, Stage

HEAVY = ("starlette", "uvicorn", "pydantic", "httpx", "hypothesis", "graphql")
LIGHT = ("mock_runpod", "mock_runpod.settings", "mock_runpod.model", "mock_runpod.cli")
TELL = "import sys; import {}; print(*(m for m in {!r} if m in sys.modules))"


def start_up(stage: Stage) -> Iterator[Row]:
    """Process start to first answer, against uvicorn + Starlette + six pydantic models"""
    ours, reference = list[float](), list[float]()
    for n in range(stage.scale.starts + 1):
        stage.say(f"start {n + 1}")
        ours.append(_first_answer(stage, "/__mock/health", *OURS))
        reference.append(_first_answer(stage, "/", "-m", f"{REFERENCES}.six_models"))
    del ours[0], reference[0]  # the first of each reads from the disk
    pairs = [a / b for a, b in zip(ours, reference, strict=True)]
    yield Row("against uvicorn + starlette + 6 models", "x", pairs, at_most(1.4))
    yield Row("ours", "ms", [s * 1000 for s in ours])
    yield Row("the reference", "ms", [s * 1000 for s in reference])


def _first_answer(stage: Stage, path: str, *arguments: str) -> float:
    stage.load  # noqa: B018 - it must be there before the clock runs
    began = time.perf_counter()
    server = Server(*arguments)
    try:
        once = Contender(server, [request("GET", path)], connections=1, most=1, warm=False)
        stage.load.burst(once, 5)
        return time.perf_counter() - began
    finally:
        server.stop()


def help_text(stage: Stage) -> Iterator[Row]:
    """`mock-runpod --help`, against `python -c "import click"`"""
    pairs, ours = list[float](), list[float]()
    for n in range(stage.scale.starts + 1):
        stage.say(f"--help {n + 1}")
        ours.append(seconds_of("-m", "mock_runpod", "--help"))
        pairs.append(ours[-1] / seconds_of("-c", "import click"))
    yield Row('against python -c "import click"', "x", pairs[1:], at_most(1.5))
    yield Row("ours", "ms", [s * 1000 for s in ours[1:]])


def imports(stage: Stage) -> Iterator[Row]:
    """What the light parts of the package add to a bare Python, and what heavy things they load"""
    for module in LIGHT:
        stage.say(module)
        added = [
            (seconds_of("-c", f"import {module}") - seconds_of("-c", "pass")) * 1000
            for _ in range(stage.scale.starts + 1)
        ]
        yield Row(f"import {module}", "ms", added[1:])
        loaded = said_by("-c", TELL.format(module, HEAVY)).split()
        yield Row(f"import {module}: heavy {' '.join(loaded) or 'modules'}", "", [len(loaded)])


def threads(stage: Stage) -> Iterator[Row]:
    """mock_runpod.start(): a server in a thread, from the call to the block and out again"""
    stage.say("starting and stopping")
    began, ended = alone(start_and_stop, max(2, 3 * stage.scale.starts))
    yield Row("start", "ms", began[1:], at_most(5))
    yield Row("stop", "ms", ended[1:], at_most(5))
    yield Row("the very first start, imports included", "ms", began[:1])


def start_and_stop(times: int) -> tuple[list[float], list[float]]:
    """Run in a process of its own. Milliseconds."""
    began, ended = list[float](), list[float]()
    for _ in range(times):
        marks: list[Any] = [time.perf_counter()]
        with mock_runpod.start(data="demo", profile="instant", log_level="warning"):
            marks.append(time.perf_counter())
        marks.append(time.perf_counter())
        began.append((marks[1] - marks[0]) * 1000)
        ended.append((marks[2] - marks[1]) * 1000)
        time.sleep(0.05)
    return began, ended
