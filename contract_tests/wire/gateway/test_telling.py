"""What real workers tell of their jobs: W7 to W11 of the worker protocol, and the rows of 3.2."""

import json
from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance
from contract_tests.wire.gateway.conftest import Run, Status, Voice, crew, remarks

pytestmark = pytest.mark.anyio


#: What a handler returned, as the SDK posts it, and what a status then shows.
ENDINGS: list[Any] = [
    ({"output": "text"}, {"status": "COMPLETED", "output": "text"}),
    ({"output": [1, None]}, {"status": "COMPLETED", "output": [1, None]}),
    ({"output": 0}, {"status": "COMPLETED", "output": 0}),
    ({"output": False}, {"status": "COMPLETED", "output": False}),
    ({"output": None}, {"status": "COMPLETED"}),
    ({}, {"status": "COMPLETED"}),
    ({"output": {"output": 1}}, {"status": "COMPLETED", "output": {"output": 1}}),
    ({"error": "no"}, {"status": "FAILED", "error": "no"}),
    ({"output": {"k": 1}, "error": "no"}, {"status": "FAILED", "error": "no", "output": {"k": 1}}),
    ({"error": ""}, {"status": "COMPLETED"}),
    ({"error": {"code": 7}}, {"status": "FAILED", "error": '{"code": 7}'}),
    ({"output": {"r": 5}, "stopPod": True}, {"status": "COMPLETED", "output": {"r": 5}}),
    ({"stopPod": True}, {"status": "COMPLETED"}),
    ({"output": []}, {"status": "COMPLETED", "output": []}),
]


@pytest.mark.rule("B-152")
@pytest.mark.rule("W7")
@pytest.mark.rule("W8")
@pytest.mark.parametrize(("body", "shown"), ENDINGS, ids=[json.dumps(body) for body, _ in ENDINGS])
async def test_a_result_ends_the_job_as_it_says(
    worker: Voice, job: str, status: Status, advance: Advance, body: Any, shown: dict[str, Any]
) -> None:
    await advance(3)
    answer = await worker.done(job, body)

    times = {"delayTime": 0, "executionTime": 3000, "id": job, "workerId": "w1"}
    assert answer.status_code == 200
    assert await status(job) == {**times, **shown}


@pytest.mark.rule("W8")
async def test_the_error_of_a_handler_that_raised_is_shown_as_it_came(
    worker: Voice, job: str, status: Status
) -> None:
    text = json.dumps({"error_type": "<class 'ValueError'>", "error_message": "ü", "x": "\u2028"})
    await worker.done(job, {"error": text})

    assert (await status(job))["error"] == text


@pytest.mark.rule("W8")
@pytest.mark.parametrize("options", [{"object_error_completes": True}])
async def test_an_error_that_is_no_text_can_complete_the_job(
    worker: Voice, job: str, status: Status
) -> None:
    await worker.done(job, {"output": {"k": 1}, "error": {"code": 7}})
    said = await status(job)

    assert said["status"] == "COMPLETED"
    assert "output" not in said


@pytest.mark.rule("W7")
async def test_only_the_first_result_counts(worker: Voice, job: str, status: Status) -> None:
    await worker.done(job, {"output": 1})
    second = await worker.done(job, {"error": "too late"})

    assert second.status_code == 200
    assert (await status(job))["output"] == 1


@pytest.mark.rule("W7")
async def test_a_result_nobody_wants_any_more_is_thanked_for(
    http: httpx.AsyncClient, worker: Voice, job: str, status: Status
) -> None:
    await http.post(f"/v2/demo/cancel/{job}")

    assert (await worker.done(job, {"output": 1})).status_code == 200
    assert (await worker.done("of-another-time", {"output": 1})).status_code == 200
    assert (await status(job))["status"] == "CANCELLED"
    assert f"its result of job {job} is late, and was ignored" in await remarks(http)


@pytest.mark.rule("W7")
async def test_only_the_address_says_which_job_is_meant(
    worker: Voice, run: Run, status: Status
) -> None:
    await worker.take()
    one, other = await run(1), await run(2)
    await worker.batch(2)
    worker.headers["X-Request-ID"] = other
    await worker.done(one, {"output": "one"})

    assert (await status(one))["output"] == "one"
    assert (await status(other))["status"] == "IN_PROGRESS"


@pytest.mark.rule("W7")
async def test_another_worker_has_nothing_to_say_about_it(
    http: httpx.AsyncClient, job: str, status: Status
) -> None:
    answer = await Voice(http, "w2").done(job, {"output": "mine"})

    assert answer.status_code == 200
    assert (await status(job))["status"] == "IN_PROGRESS"


@pytest.mark.rule("B-153")
@pytest.mark.rule("W9")
async def test_chunks_are_only_on_the_stream_and_in_their_order(
    http: httpx.AsyncClient, worker: Voice, job: str, status: Status
) -> None:
    for chunk in ("a", {"b": 1}, [2]):
        await worker.chunk(job, chunk)
    await worker.done(job, {"output": []}, stream=True)
    said = (await http.get(f"/v2/demo/stream/{job}")).json()

    assert said == {
        "status": "COMPLETED",
        "stream": [{"output": "a"}, {"output": {"b": 1}}, {"output": [2]}],
    }
    assert (await status(job))["output"] == []


@pytest.mark.rule("B-152")
@pytest.mark.rule("W10")
async def test_progress_is_shown_until_the_end_and_ignored_after_it(
    worker: Voice, job: str, status: Status
) -> None:
    await worker.done(job, {"status": "IN_PROGRESS", "output": "half"})
    half = await status(job)
    await worker.done(job, {"output": "whole"})
    await worker.done(job, {"status": "IN_PROGRESS", "output": "late"})
    whole = await status(job)

    assert (half["status"], half["output"]) == ("IN_PROGRESS", "half")
    assert (whole["status"], whole["output"]) == ("COMPLETED", "whole")


@pytest.mark.rule("W11")
async def test_a_worker_that_is_refreshed_gets_no_more_jobs_if_somebody_can_start_another(
    http: httpx.AsyncClient, run: Run
) -> None:
    announce = {"launcher": "l1", "id": "mine"}
    await http.post("/__mock/endpoints/demo/workers", json=announce)
    for name, then in (("mine", 204), ("theirs", 200)):
        worker = Voice(http, name)
        await worker.take()
        id = await run()
        await worker.has()
        await worker.done(id, {"output": 1, "stopPod": True})
        await run()

        assert (await worker.take()).status_code == then
        await http.post("/v2/demo/purge-queue")

    assert (await crew(http))["mine"]["leaving"] is True
    assert "it asks to be refreshed" in await remarks(http)


@pytest.mark.parametrize("body", [b"[1]", b'"text"', b"7", b"null", b'{"answer": 42}'])
async def test_a_result_without_its_wrapping_counts_as_none(
    http: httpx.AsyncClient, worker: Voice, job: str, status: Status, body: bytes
) -> None:
    await worker.done(job, body)
    said = await status(job)

    assert said["status"] == "COMPLETED"
    assert "output" not in said
    assert 'has no "output" around it' in await remarks(http)


ODD: list[Any] = [
    (b'{"output": NaN}', None),
    (b'{"output": [Infinity, -Infinity, 1.5]}', [None, None, 1.5]),
    (b'{"output": {"a": NaN, "b": 123456789012345678901234567890}}', {"b": 1.2345678901234568e29}),
    (b'{"output": "\\ud800!"}', "?!"),
]


@pytest.mark.parametrize(("body", "output"), ODD, ids=[str(body) for body, _ in ODD])
async def test_what_python_takes_for_json_is_taken_here_too(
    worker: Voice, job: str, status: Status, body: bytes, output: Any
) -> None:
    answer = await worker.done(job, body)
    said = await status(job)
    if isinstance(said.get("output"), dict):
        said["output"] = {name: v for name, v in said["output"].items() if v is not None}

    assert answer.status_code == 200
    assert (said["status"], said.get("output")) == ("COMPLETED", output)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 5000 + b"]" * 5000])
async def test_what_is_no_json_is_refused_and_changes_nothing(
    worker: Voice, job: str, status: Status, body: bytes
) -> None:
    answer = await worker.done(job, body)

    assert answer.status_code == 400
    assert (await status(job))["status"] == "IN_PROGRESS"


POSTS: list[Any] = [
    "job-done/w1/{job}",
    "job-done/w1/{job}&isStream=false",
    "job-done/w1/{job}?&isStream=false",
    "job-done/$RUNPOD_POD_ID/{job}?gpu=A",
    "job-done/w1?job_id={job}",
    "job-done/w1/$ID?gpu=A",
    "job-done/w1",
]


@pytest.mark.rule("B-152")
@pytest.mark.parametrize("path", POSTS)
async def test_every_spelling_of_a_result_is_understood(
    http: httpx.AsyncClient, run: Run, status: Status, path: str
) -> None:
    worker = Voice(http, "$ID" if "$RUNPOD_POD_ID" in path else "w1")
    await worker.take()
    id = await run()
    await worker.has()
    await worker.post(path.format(job=id), {"output": "understood"})

    assert (await status(id)).get("output") == "understood"


@pytest.mark.rule("B-152")
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/form-data"])
async def test_any_content_type_will_do(
    http: httpx.AsyncClient, worker: Voice, job: str, status: Status, kind: str
) -> None:
    headers = {**worker.headers, "Content-Type": kind}
    body = '{"output": "schön"}'.encode()
    await http.post(f"/v2/demo/job-done/w1/{job}", content=body, headers=headers)

    assert (await status(job))["output"] == "schön"
