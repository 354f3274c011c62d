import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio


@pytest.mark.rule("B-095")
@pytest.mark.rule("B-119")
@pytest.mark.rule("B-126")
async def test_health_always_has_all_eleven_counters(api: Caller) -> None:
    await api.advance(20)

    assert await api.health() == {
        "jobs": {"completed": 0, "failed": 0, "inProgress": 0, "inQueue": 0, "retried": 0},
        "workers": {
            **{"idle": 1, "initializing": 0, "ready": 1},
            **{"running": 0, "throttled": 0, "unhealthy": 0},
        },
    }


@pytest.mark.rule("B-095")
@pytest.mark.rule("B-122")
async def test_the_counters_follow_a_job_through_its_life(api: Caller) -> None:
    await api.run({"mock_delay": 10})
    await api.run()

    seen = []
    for moment in (20, 9, 30):
        await api.advance(moment)
        health = await api.health()
        seen.append(
            [health["jobs"][key] for key in ("inQueue", "inProgress", "completed")]
            + [health["workers"][key] for key in ("initializing", "running", "idle")]
        )

    assert seen == [[2, 0, 0, 1, 0, 0], [1, 1, 0, 0, 1, 0], [0, 0, 2, 0, 0, 1]]


@pytest.mark.rule("B-096")
async def test_totals_outlive_the_jobs_they_count(api: Caller) -> None:
    await api.run()
    await api.run({"mock_error": "oh"})
    await api.advance(10_000)
    jobs = (await api.health())["jobs"]

    assert (jobs["completed"], jobs["failed"], jobs["inQueue"]) == (1, 1, 0)
    assert (await api.health())["jobs"] == jobs


@pytest.mark.rule("B-099")
async def test_metrics_name_the_ready_workers(api: Caller) -> None:
    id = await api.run({"mock_return": 1})
    await api.advance(30)
    said = await api.said("GET", "/v2/echo/metrics")

    assert said["readyWorkers"] == [(await api.status(id))["workerId"]]
    assert said["workers"] == (await api.health())["workers"]


@pytest.mark.rule("B-098")
async def test_requests_list_every_job_that_is_remembered(api: Caller) -> None:
    done = await api.run({"mock_return": "big output"})
    await api.advance(60)
    queued = await api.run()
    rows = (await api.said("GET", "/v2/echo/requests"))["requests"]

    worker = (await api.status(done))["workerId"]
    assert rows == [
        {
            **{"delayTime": 28_500, "executionTime": 0, "id": done},
            **{"status": "COMPLETED", "workerId": worker},
        },
        {"id": queued, "status": "IN_QUEUE"},
    ]


@pytest.mark.rule("B-098")
async def test_requests_are_null_where_there_are_none(api: Caller) -> None:
    assert await api.said("GET", "/v2/echo/requests") == {"requests": None}


@pytest.mark.rule("B-118")
async def test_the_counters_and_the_worker_records_have_words_of_their_own(api: Caller) -> None:
    seen = []
    for seconds, given in ((0, None), (20, None), (0, {"mock_delay": 60}), (9, None)):
        if given:
            await api.run(given)
        await api.advance(seconds)
        counters = (await api.health())["workers"]
        read = await api.http.get("/v1/endpoints/echo?includeWorkers=true")
        (worker,) = read.json()["workers"]
        seen.append(([name for name, n in counters.items() if n], worker["desiredStatus"]))

    assert seen == [
        (["initializing"], "EXITED"),
        (["idle", "ready"], "EXITED"),
        (["initializing"], "RUNNING"),
        (["running"], "RUNNING"),
    ]
