"""The engine alone: no server, no event loop, no clock but its own."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract_tests.bench.cases.simplest import arrivals, simplest
from contract_tests.bench.processes import alone, memory_mib
from contract_tests.bench.rows import Row, at_least, at_most
from contract_tests.bench.stage import Stage
from mock_runpod import fixtures
from mock_runpod.engine import endpoints, jobs
from mock_runpod.engine.ringing import ring
from mock_runpod.engine.world import World
from mock_runpod.model import Job, ScalerType, Submission, Worker
from mock_runpod.runtime.files import world_files
from mock_runpod.settings import WorldSettings

WORKERS = 60


@dataclass
class Simulated:
    seconds: float = 0.0
    memory: list[float] = field(default_factory=list)
    stored: list[int] = field(default_factory=list)
    most_workers: int = 0


def simulation(stage: Stage) -> Iterator[Row]:
    """1,000,000 jobs through all rules, against the simplest discrete-event model with heapq"""
    count, rates, pairs, grown = stage.scale.simulated, list[float](), list[float](), list[float]()
    for n in range(min(2, stage.scale.repeats)):
        stage.say(f"the simplest model, {count} jobs, run {n + 1}")
        plain = alone(timed_simplest, count)
        stage.say(f"the engine, {count} jobs, run {n + 1}")
        full = alone(simulate, count)
        rates.append(count / full.seconds)
        pairs.append(full.seconds / plain)
        grown.append(full.memory[-1] - full.memory[0])
    yield Row("jobs a second", "/s", rates, at_least(50_000))
    yield Row("time for all", "s", [count / rate for rate in rates], at_most(20))
    yield Row("time against the simplest model", "x", pairs)
    yield Row("memory, second quarter to end", "MiB", grown, at_most(5))
    yield Row("jobs remembered at the end", "", [full.stored[-1]])
    yield Row("most workers at once", "", [full.most_workers])


def simulate(count: int) -> Simulated:
    """Run in a process of its own."""
    world, found = world_to_simulate(), Simulated()
    asked = Submission(endpoint_id="demo", input={"prompt": "a quiet house"})
    looks = [count // 4, count // 2, 3 * count // 4, count - 1]
    began = time.perf_counter()
    for n, moment in enumerate(arrivals(count)):
        world.advance(moment, ring)
        jobs.submit(world, asked)
        if n in looks:
            found.memory.append(memory_mib(os.getpid()))
            found.stored.append(len(world.every(Job)))
            found.most_workers = max(found.most_workers, len(world.every(Worker)))
    found.seconds = time.perf_counter() - began
    return found


def timed_simplest(count: int) -> float:
    """Run in a process of its own."""
    began = time.perf_counter()
    done = simplest(arrivals(count), workers=WORKERS)
    assert done == count
    return time.perf_counter() - began


def world_to_simulate() -> World:
    """The demo world at the typical pace, its endpoint allowed to grow and shrink by demand."""
    world = World(
        catalog=fixtures.catalog(),
        profile=world_files.load_profile("typical"),
        settings=WorldSettings(worker_quota=10 * WORKERS),
    )
    world_files.furnish(world, world_files.load_worlds("demo"))
    changes = {
        "workers_max": WORKERS,
        "scaler_type": ScalerType.REQUEST_COUNT,
        "scaler_value": 1,
        "gpu_type_ids": (),
    }
    endpoints.update(world, "demo", changes)
    return world


def fork(stage: Stage) -> Iterator[Row]:
    """A fork of a world with 10,000 jobs"""
    stage.say(f"a world with {stage.scale.jobs} jobs")
    yield Row("fork", "ms", alone(forks, stage.scale.jobs, 20), at_most(2))


def forks(count: int, times: int) -> list[float]:
    """Run in a process of its own. Milliseconds."""
    world, took = with_jobs(count), list[float]()
    for _ in range(times):
        began = time.perf_counter()
        twin = world.fork()
        took.append((time.perf_counter() - began) * 1000)
        del twin
    return took


def with_jobs(count: int) -> World:
    world = world_to_simulate()
    asked = Submission(endpoint_id="demo", input={"prompt": "a quiet house"})
    for moment in arrivals(count):
        world.advance(moment, ring)
        jobs.submit(world, asked)
    return world
