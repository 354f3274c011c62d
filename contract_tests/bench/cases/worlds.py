"""A world for a new key, and the same world begun anew."""

import asyncio
import time
from collections.abc import Iterator

from contract_tests.bench.processes import alone
from contract_tests.bench.rows import Row, at_most
from contract_tests.bench.stage import Stage
from mock_runpod import create_app
from mock_runpod.engine import jobs
from mock_runpod.model import Submission
from mock_runpod.runtime.driver import Driver

OPTIONS = {"data": "demo", "profile": "instant"}
#: What else the event loop does while an old world is let go of.
LONGEST_LETTING_GO_S = 2.0


def worlds(stage: Stage) -> Iterator[Row]:
    """A fresh world with the demo data; the reset of one with 10,000 jobs"""
    stage.say("fresh worlds")
    yield Row("fresh world", "ms", alone(fresh, max(10, 2 * stage.scale.calls)), at_most(0.5))
    stage.say(f"resets of {stage.scale.jobs} jobs")
    took, stalls = alone(resets, stage.scale.jobs, stage.scale.repeats + 1)
    yield Row("reset", "ms", took[1:], at_most(0.1))
    yield Row("longest stall while the old world goes", "ms", stalls[1:])


def fresh(times: int) -> list[float]:
    """Run in a process of its own. Milliseconds."""
    app, took = create_app(**OPTIONS), list[float]()
    for n in range(times + 1):
        began = time.perf_counter()
        app.worlds.at(f"rpa_mock_{n}")
        took.append((time.perf_counter() - began) * 1000)
    return took[1:]


def resets(count: int, times: int) -> tuple[list[float], list[float]]:
    """Run in a process of its own. Milliseconds: of the reset, and of the longest stall after."""
    return asyncio.run(_resets(create_app(**OPTIONS).worlds.at("rpa_mock_bench"), count, times))


async def _resets(driver: Driver, count: int, times: int) -> tuple[list[float], list[float]]:
    took, stalls = list[float](), list[float]()
    asked = Submission(endpoint_id="demo", input={"prompt": "a quiet house"})
    for _ in range(times):
        for _ in range(count):
            with driver.turn() as world:
                jobs.submit(world, asked)
        del world
        began = time.perf_counter()
        driver.reset()
        took.append((time.perf_counter() - began) * 1000)
        stalls.append(await _longest_stall() * 1000)
    return took, stalls


async def _longest_stall() -> float:
    """Between two rounds of the event loop, until nothing stalls it any more."""
    worst, last = 0.0, time.perf_counter()
    ends = last + LONGEST_LETTING_GO_S
    for _ in range(2_000):
        await asyncio.sleep(0)
        now = time.perf_counter()
        worst, last = max(worst, now - last), now
        if now > ends:
            break
    return worst
