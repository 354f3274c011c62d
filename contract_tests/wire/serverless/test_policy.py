from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio
EXECUTION = "policy.executionTimeout must be between 5000 and 604800000 ms"
TTL = "policy.ttl must be between 10000 and 604800000 ms"


@pytest.mark.rule("B-070")
@pytest.mark.parametrize(
    ("policy", "complaints"),
    [
        ({"executionTimeout": 4_999}, [EXECUTION]),
        ({"executionTimeout": 0}, [EXECUTION]),
        ({"executionTimeout": 604_800_001}, [EXECUTION]),
        ({"ttl": 9_999}, [TTL]),
        ({"ttl": -1}, [TTL]),
        ({"ttl": 604_800_001, "executionTimeout": 1}, [EXECUTION, TTL]),
    ],
)
async def test_a_policy_outside_its_limits_is_refused_and_nothing_is_queued(
    api: Caller, policy: dict[str, Any], complaints: list[str]
) -> None:
    body = {"input": 1, "policy": policy}
    problem = await api.refused("POST", "/v2/echo/run", json=body)

    assert problem == {"status": 400, "title": "Bad Request", "detail": "; ".join(complaints)}
    assert (await api.health())["jobs"]["inQueue"] == 0


@pytest.mark.rule("B-070")
@pytest.mark.parametrize(
    "policy",
    [
        {"executionTimeout": 5_000, "ttl": 10_000},
        {"executionTimeout": 604_800_000, "ttl": 604_800_000},
        {"executionTimeout": None, "ttl": None, "lowPriority": None},
        {},
        None,
    ],
)
async def test_a_policy_within_its_limits_is_taken(api: Caller, policy: Any) -> None:
    assert await api.run(policy=policy)


@pytest.mark.rule("B-070")
@pytest.mark.parametrize("options", [{"policy_out_of_range": "clamp"}])
async def test_a_policy_outside_its_limits_can_be_clamped_instead(api: Caller) -> None:
    short = await api.run(endpoint="paused", policy={"ttl": 1})
    slow = await api.run({"mock_delay": 100}, policy={"executionTimeout": 1})
    await api.advance(9.999)

    assert not await api.gone(short, "paused")
    await api.advance(0.001)
    assert await api.gone(short, "paused")
    await api.advance(60)
    assert (await api.status(slow))["executionTime"] == 5_000 + 3_000


@pytest.mark.rule("B-070")
@pytest.mark.parametrize(
    ("policy", "named"),
    [
        ({"ttl": "soon"}, ["policy.ttl"]),
        ({"ttl": 10_000.5}, ["policy.ttl"]),
        ({"ttl": True, "lowPriority": "yes"}, ["policy.ttl", "policy.lowPriority"]),
        ({"executionTimeout": 1e300}, ["policy.executionTimeout"]),
        ([], ["policy"]),
        (7, ["policy"]),
        ("fast", ["policy"]),
    ],
)
async def test_a_policy_of_the_wrong_type_is_named(
    api: Caller, policy: Any, named: list[str]
) -> None:
    body = {"input": 1, "policy": policy}
    problem = await api.refused("POST", "/v2/echo/run", json=body)

    assert problem["status"] == 400
    assert all(f"{name} must be" in problem["detail"] for name in named)


@pytest.mark.rule("B-071")
async def test_ttl_may_stand_in_the_query_of_run(api: Caller) -> None:
    body = {"input": 1, "policy": {"ttl": 90_000}}
    id = (await api.said("POST", "/v2/paused/run?ttl=20000", json=body))["id"]

    await api.advance(20)
    assert await api.gone(id, "paused")


@pytest.mark.rule("B-070")
@pytest.mark.rule("B-071")
@pytest.mark.parametrize("query", ["ttl=1", "ttl=soon"])
@pytest.mark.parametrize("operation", ["run", "status/{id}"])
async def test_a_bad_ttl_in_the_query_is_refused(api: Caller, operation: str, query: str) -> None:
    id = await api.run()
    path = f"/v2/echo/{operation.format(id=id)}?{query}"

    assert (await api.refused("POST", path, json={"input": 1}))["status"] == 400


@pytest.mark.rule("B-113")
async def test_low_priority_jobs_are_taken_after_normal_ones(api: Caller) -> None:
    await api.warm()
    busy = await api.run({"mock_delay": 5})
    await api.advance(1)
    low = await api.run(policy={"lowPriority": True})
    normal = await api.run()
    await api.advance(20)

    starts = [(await api.status(id))["delayTime"] for id in (busy, normal, low)]
    assert starts == [500, 5_000, 7_000]


@pytest.mark.rule("B-137")
async def test_a_low_priority_job_starts_no_worker(api: Caller) -> None:
    low = await api.run(policy={"lowPriority": True})
    await api.advance(600)
    assert (await api.status(low))["status"] == "IN_QUEUE"

    await api.run()
    await api.advance(60)
    assert (await api.status(low))["status"] == "COMPLETED"
