"""Looking up an address: the same for all, however many there are."""

import timeit
from collections.abc import Iterator

from contract_tests.bench.load import Contender, request
from contract_tests.bench.rows import Row, at_most
from contract_tests.bench.stage import Stage
from mock_runpod.app import DOORS, door

TIMES = 20_000


def routing(stage: Stage) -> Iterator[Row]:
    """The slowest address to look up against the quickest, as a part of a whole request"""
    stage.say("looking up every address")
    get = Contender(stage.ours, [request("GET", "/v1/endpoints/demo")])
    whole_us = stage.load.burst(get, stage.scale.seconds).cpu_us
    times = max(100, int(TIMES * stage.scale.seconds))
    costs = {address: look_up_us(address, times) for address in addresses()}
    worst, best = max(costs.values()), min(costs.values())
    yield Row("worst route against best", "x", [1 + (worst - best) / whole_us], at_most(1.05))
    yield Row(f"dearest of {len(costs)}: {max(costs, key=costs.__getitem__)}", "us", [worst])


def addresses() -> Iterator[str]:
    for root, at in DOORS.items():
        for route in at.dialect.routes:
            yield f"{route.method} /{root}{route.path.replace('{', '').replace('}', '')}"


def look_up_us(address: str, times: int) -> float:
    """The least of several runs: what it costs when nothing else happens."""
    method, path = address.split(" ")

    def look_up() -> None:
        at, segments = door("127.0.0.1", path)
        at.table.find(method, segments)

    return min(timeit.repeat(look_up, number=times, repeat=5)) / times * 1e6
