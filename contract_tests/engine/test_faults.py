"""When a fault strikes, and whom: told by numbers, by aim, and by luck that repeats."""

from typing import Any

import pytest

from contract_tests.engine.worlds import a_warm_endpoint, a_world, later, submitted
from mock_runpod.engine import faults
from mock_runpod.engine.faults import Asked
from mock_runpod.engine.world import World
from mock_runpod.errors import NotFound, Refused
from mock_runpod.model import Aim, Fault, RequestPattern

RUN = Asked(method="POST", path="/v2/e/run", endpoint="e")


def a_fault(world: World, name: str = "f", kind: str = "reset", **said: Any) -> Fault:
    on = tuple(map(RequestPattern.read, said.pop("on", ())))
    fields = ("endpoint", "job", "agents", "younger_s")
    aim = Aim(on=on, **{key: said.pop(key) for key in fields if key in said})
    return faults.add(world, Fault(id=name, kind=kind, aim=aim, **said))[0]


def struck(world: World, asked: Asked = RUN) -> list[str]:
    return [fault.id for fault in faults.on_request(world, asked)]


def history(world: World, times: int, asked: Asked = RUN) -> str:
    return "".join("x" if struck(world, asked) else "." for _ in range(times))


@pytest.mark.parametrize(
    ("said", "strikes"),
    [
        ({}, "xxxxxxxx"),
        ({"count": 2}, "xx......"),
        ({"after": 3}, "...xxxxx"),
        ({"every": 3}, "x..x..x."),
        ({"after": 1, "every": 2, "count": 2}, ".x.x...."),
    ],
)
def test_a_fault_strikes_as_often_as_it_says(said: dict[str, Any], strikes: str) -> None:
    world = a_world()
    fault = a_fault(world, **said)

    assert history(world, 8) == strikes

    assert world.get(Fault, fault.id).struck == strikes.count("x")


def test_luck_repeats_with_the_seed_and_the_name() -> None:
    lucky = [history(prepared("f"), 40) for _ in range(2)]

    assert lucky[0] == lucky[1] != history(prepared("g"), 40)
    assert 5 < lucky[0].count("x") < 25


def prepared(name: str) -> World:
    world = a_world()
    a_fault(world, name, probability=0.3)
    return world


def test_luck_is_not_taken_from_the_world() -> None:
    world = prepared("f")
    before = world.random.getstate()

    history(world, 20)

    assert world.random.getstate() == before


def test_latencies_come_first_and_others_as_they_were_set() -> None:
    world = a_world()
    for name, kind in [("b", "status"), ("a", "reset"), ("slow", "latency"), ("late", "latency")]:
        a_fault(world, name, kind)

    assert struck(world) == ["slow", "late", "b", "a"]


def test_who_stops_at_the_first_does_not_use_up_the_second() -> None:
    world = a_world()
    a_fault(world, "first")
    a_fault(world, "second", count=1)

    next(faults.on_request(world, RUN))

    assert world.get(Fault, "second").seen == 0


@pytest.mark.parametrize(
    ("aim", "hit"),
    [
        ({"on": ["POST /v2/*/run"]}, True),
        ({"on": ["GET /v1/pods", "/v2/e/**"]}, True),
        ({"on": ["GET /v2/*/run"]}, False),
        ({"on": ["POST /v2/*"]}, False),
        ({"endpoint": "e"}, True),
        ({"endpoint": "x*"}, False),
        ({"job": "*"}, False),
        ({"agents": ("curl/*",)}, False),
        ({"agents": ("Go/*", "httpx/*")}, True),
    ],
)
def test_a_fault_strikes_whom_it_is_aimed_at(aim: dict[str, Any], hit: bool) -> None:
    world = a_world()
    a_fault(world, **aim)
    asked = Asked(method="POST", path="/v2/e/run", endpoint="e", agent="httpx/1")

    assert bool(struck(world, asked)) is hit


def test_a_young_job_grows_out_of_its_fault() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world))
    a_fault(world, younger_s=5)
    asked = Asked(method="GET", path=f"/v2/e/status/{job.id}", job=job.id)

    assert struck(world, asked)
    later(world, 5)
    assert not struck(world, asked)


def test_only_a_get_is_answered_with_old_news() -> None:
    world = a_world()
    a_fault(world, kind="stale")

    assert not struck(world)
    assert struck(world, Asked(method="GET", path="/v1/endpoints"))


def test_a_world_s_own_faults_are_not_for_requests() -> None:
    world = a_world()
    a_fault(world, kind="worker.crash")

    assert not struck(world)


def test_of_several_faults_all_are_set_or_none() -> None:
    world = a_world()
    a_fault(world, "taken")

    with pytest.raises(Refused, match="there is a fault named 'taken' already"):
        faults.add(world, Fault(id="new", kind="hang"), Fault(id="taken", kind="hang"))
    with pytest.raises(Refused, match="named 'new' already"):
        faults.add(world, Fault(id="new", kind="hang"), Fault(id="new", kind="hang"))

    assert [fault.id for fault in world.every(Fault)] == ["taken"]


def test_a_removed_fault_strikes_no_more() -> None:
    world = a_world()
    a_fault(world)

    faults.remove(world, "f")

    assert not struck(world)
    assert not world.index.faults
    with pytest.raises(NotFound):
        faults.remove(world, "f")


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [(3, 3, 3), ({"uniform": [1, 2]}, 1, 2), ({"lognormal": {"median": 2, "sigma": 0}}, 2, 2)],
)
def test_a_delay_is_as_long_as_it_says(said: Any, least: float, most: float) -> None:
    world = a_world()
    fault = a_fault(world, kind="latency")

    drawn = [faults.seconds(world, fault, said) for _ in range(2)]

    assert least <= drawn[0] <= most
    assert drawn[0] == drawn[1]


def test_delays_differ_from_strike_to_strike_around_their_median() -> None:
    world = a_world()
    a_fault(world, kind="latency")
    said = {"lognormal": {"median": 2, "sigma": 0.5}}

    drawn = [
        faults.seconds(world, fault, said)
        for _ in range(101)
        for fault in faults.on_request(world, RUN)
    ]

    assert len(set(drawn)) == 101
    assert 1.5 < sorted(drawn)[50] < 2.7


@pytest.mark.parametrize(
    ("pattern", "method", "address", "fits"),
    [
        ("POST /v2/*/run", "POST", "/v2/{endpointId}/run", True),
        ("POST /v2/sdxl/run", "POST", "/v2/{endpointId}/run", True),
        ("/v2/**", "POST", "/v2/{endpointId}/run", True),
        ("POST /v2/*/rn", "POST", "/v2/{endpointId}/run", False),
        ("GET /v2/*/run", "POST", "/v2/{endpointId}/run", False),
        ("/v2/*", "POST", "/v2/{endpointId}/run", False),
    ],
)
def test_a_pattern_knows_the_addresses_it_could_fit(
    pattern: str, method: str, address: str, fits: bool
) -> None:
    assert RequestPattern.read(pattern).could_fit(method, address) is fits
