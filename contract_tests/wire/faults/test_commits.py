"""It was done, and the answer says otherwise: what a client may find when it looks again."""

import httpx
import pytest

from contract_tests.wire.faults.conftest import Fault, Jobs, run

pytestmark = pytest.mark.anyio

TEMPLATE = {"name": "new", "imageName": "i", "isServerless": True}


async def made(http: httpx.AsyncClient) -> list[str]:
    return [each["name"] for each in (await http.get("/v1/templates")).json()]


async def test_a_create_that_commits_and_answers_500_is_there_once(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("commit_500", count=1)

    answer = await http.post("/v1/templates", json=TEMPLATE)

    assert (answer.status_code, answer.json()["status"]) == (500, 500)
    assert (await made(http)).count("new") == 1
    assert (await http.post("/v1/templates", json=TEMPLATE)).status_code != 200
    assert (await made(http)).count("new") == 1


async def test_a_create_that_is_only_refused_is_not_there(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("v1_500", on="POST /v1/templates", count=1)

    answer = await http.post("/v1/templates", json=TEMPLATE)

    assert answer.status_code == 500
    assert "new" not in await made(http)
    assert (await http.post("/v1/templates", json=TEMPLATE)).status_code == 200


async def test_what_is_against_the_rules_does_not_commit_either(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("commit_500")

    answer = await http.post("/v1/templates", json={"name": "half"})

    assert answer.status_code == 500
    assert "half" not in await made(http)


@pytest.mark.parametrize("commits", [True, False])
async def test_a_job_whose_answer_is_lost_is_there_if_it_was_committed(
    http: httpx.AsyncClient, fault: Fault, jobs: Jobs, commits: bool
) -> None:
    await fault("status", status=503, on="POST /v2/*/run", commits=commits, count=1)

    answer = await run(http)

    assert answer.status_code == 503
    assert len(await jobs()) == int(commits)
