"""Jobs and counters as the job API shows them, and verbs that do not do what they say."""

import json
from typing import Any

from contract_tests.mutants.edits import (
    Edit,
    added,
    becomes,
    dropped,
    renamed,
    says,
    says_instead,
    swapped,
    understands,
    within,
)
from contract_tests.mutants.exchange import Answer, Exchange, Fault, Mutant, Rows, answer

STATUS = "GET|POST /v2/*/status/*"
VIEW = "GET|POST /v2/*/*/*"
RUN, RUNSYNC = "POST /v2/*/run", "POST /v2/*/runsync"
CANCEL, RETRY, PURGE = "POST /v2/*/cancel/*", "POST /v2/*/retry/*", "POST /v2/*/purge-queue"
HEALTH, REQUESTS = "GET /v2/*/health", "GET /v2/*/requests"
OTHER_ID = "00000000-0000-4000-8000-000000000000-u1"
TITLES = {"IN_QUEUE": "InQueue", "IN_PROGRESS": "InProgress", "COMPLETED": "Completed"}
FINAL = ("COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT")


def state(of: str, wrong: str) -> Edit:
    return becomes("status", lambda said: wrong if said == of else said)


def final_only(edit: Edit) -> Edit:
    return lambda job: edit(job) if job.get("status") in FINAL else job


def rewrapped(output: Any) -> Any:
    return {"output": output}


def rewrapped_input(body: Any) -> Any:
    return {**body, "input": {"input": body["input"]}} if "input" in body else body


def queued_with_nulls(job: Any) -> Any:
    absent = {"delayTime": None, "executionTime": None, "output": None}
    return {**absent, **job} if job.get("status") == "IN_QUEUE" else job


async def cancels_nothing(exchange: Exchange) -> Answer:
    """Says so, and lets the job go on."""
    job_id = exchange.request.path.rsplit("/", 1)[1]
    address = exchange.request.path.replace("/cancel/", "/status/")
    found = await exchange.serve(exchange.request.reading(address))
    return answer({"id": job_id, "status": "CANCELLED"}) if found.good else found


async def purges_nothing(exchange: Exchange) -> Answer:
    """Says how many there are, and removes none."""
    address = exchange.request.path.replace("/purge-queue", "/health")
    found = await exchange.serve(exchange.request.reading(address))
    if not found.good:
        return found
    return answer({"removed": found.json["jobs"]["inQueue"], "status": "completed"})


async def retries_nothing(exchange: Exchange) -> Answer:
    """Says so, and leaves the job as it ended."""
    job_id = exchange.request.path.rsplit("/", 1)[1]
    address = exchange.request.path.replace("/retry/", "/status/")
    found = await exchange.serve(exchange.request.reading(address))
    if found.good and found.json["status"] in ("FAILED", "TIMED_OUT"):
        return answer({"id": job_id, "status": "IN_QUEUE"})
    return await exchange.serve(exchange.request)


async def another_job(exchange: Exchange) -> Answer:
    """Whoever asks for a job gets the one that was asked for first."""
    first = exchange.memory.setdefault(exchange.request.path.split("/")[2], exchange.request)
    return await exchange.serve(exchange.request.to(first.path))


VIEWS: list[tuple[str, str, str, Edit]] = [
    ("delay-fraction", VIEW, "delayTime is written 4.0", becomes("delayTime", float)),
    ("delay-as-text", VIEW, "delayTime is a string", becomes("delayTime", str)),
    ("delay-negative", VIEW, "delayTime is negative", becomes("delayTime", lambda ms: -ms - 1)),
    ("delay-null-while-queued", STATUS, "what is not known yet is null", queued_with_nulls),
    ("execution-in-seconds", VIEW, "executionTime is in seconds",
     becomes("executionTime", lambda ms: ms / 1000 + 0.5)),
    ("execution-missing", VIEW, "no executionTime at the end", dropped("executionTime")),
    ("delay-missing", VIEW, "no delayTime at the end", dropped("delayTime")),
    ("worker-missing", VIEW, "no workerId at the end", final_only(dropped("workerId"))),
    ("worker-renamed", VIEW, "workerId is called worker_id", renamed("workerId", "worker_id")),
    ("id-missing", STATUS, "a job without its id", dropped("id")),
    ("id-renamed", VIEW, "id is called jobId", renamed("id", "jobId")),
    ("id-short", RUN, "the id without its region", becomes("id", lambda id: id[:36])),
    ("id-of-runsync", RUNSYNC, "the id without its prefix",
     becomes("id", lambda id: id.removeprefix("sync-"))),
    ("completed-lower-case", VIEW, "a state in lower case", becomes("status", str.lower)),
    ("completed-title-case", VIEW, "a state in title case",
     becomes("status", lambda s: TITLES.get(s, s))),
    ("completed-unknown", STATUS, "a final state nobody knows", state("COMPLETED", "SUCCEEDED")),
    ("failed-completed", STATUS, "a failed job is a completed one", state("FAILED", "COMPLETED")),
    ("cancelled-one-l", VIEW, "a state in another spelling", state("CANCELLED", "CANCELED")),
    ("run-in-progress", RUN, "a new job runs before it waits", state("IN_QUEUE", "IN_PROGRESS")),
    ("run-lacks-status", RUN, "a new job without a state", dropped("status")),
    ("output-missing", STATUS, "the output is dropped", dropped("output")),
    ("output-missing-sync", RUNSYNC, "the output is dropped", dropped("output")),
    ("output-rewrapped", VIEW, "the output within an output", becomes("output", rewrapped)),
    ("output-as-text", RUNSYNC, "the output is JSON in a string", becomes("output", json.dumps)),
    ("error-as-object", VIEW, "an error is an object",
     becomes("error", lambda said: {"message": said})),
    ("error-missing", VIEW, "a failed job without its error", dropped("error")),
    ("error-null", VIEW, "a job that went well has an error, null",
     final_only(added("error", None))),
    ("cancel-lacks-status", CANCEL, "cancelled without a state", dropped("status")),
    ("retry-new-id", RETRY, "tried again under a new id", becomes("id", lambda _: OTHER_ID)),
    ("retry-says-failed", RETRY, "tried again, and still FAILED", state("IN_QUEUE", "FAILED")),
    ("purge-one-more", PURGE, "one more than were removed", becomes("removed", lambda n: n + 1)),
    ("purge-as-text", PURGE, "a number is a string", becomes("removed", str)),
    ("purge-says-ok", PURGE, "another word for completed", becomes("status", lambda _: "ok")),
    ("health-swapped-waiting", HEALTH, "who waits and who runs, swapped",
     within("jobs", swapped("inQueue", "inProgress"))),
    ("health-swapped-ended", HEALTH, "completed and failed, swapped",
     within("jobs", swapped("completed", "failed"))),
    ("health-completed-by-one", HEALTH, "one more completed",
     within("jobs", becomes("completed", lambda n: n + 1))),
    ("health-queue-by-one", HEALTH, "one more in the queue",
     within("jobs", becomes("inQueue", lambda n: n + 1))),
    ("health-lacks-retried", HEALTH, "a job counter is missing",
     within("jobs", dropped("retried"))),
    ("health-lacks-throttled", HEALTH, "a worker counter is missing",
     within("workers", dropped("throttled"))),
    ("health-snake-case", HEALTH, "a counter has another name",
     within("jobs", renamed("inQueue", "in_queue"))),
    ("health-as-text", HEALTH, "a counter is a string", within("jobs", becomes("completed", str))),
    ("health-flat", HEALTH, "both halves in one", lambda d: {**d["jobs"], **d["workers"]}),
    ("requests-bare", REQUESTS, "the list without its envelope", lambda d: d["requests"]),
]  # fmt: skip

VERBS: list[tuple[str, str, str, Fault]] = [
    ("cancel-does-nothing", CANCEL, "a cancelled job goes on", cancels_nothing),
    ("cancel-of-nobody", CANCEL, "an unknown job is cancelled",
     says_instead({"id": "x", "status": "CANCELLED"}, of=404)),
    ("cancel-unmakes-the-end", CANCEL, "a completed job reads CANCELLED",
     says(state("COMPLETED", "CANCELLED"))),
    ("purge-does-nothing", PURGE, "purged jobs still run", purges_nothing),
    ("retry-does-nothing", RETRY, "a job tried again stays as it was", retries_nothing),
    ("retry-of-completed", RETRY, "a completed job is tried again",
     says_instead({"id": "x", "status": "IN_QUEUE"}, of=400)),
    ("another-job", STATUS, "everybody gets the first job", another_job),
    ("input-rewrapped", RUN, "the worker gets an input within an input",
     understands(rewrapped_input)),
]  # fmt: skip


def rows() -> Rows:
    for name, at, breaks, edit in VIEWS:
        yield Mutant(f"job-{name}" if at in (VIEW, STATUS) else name, at, breaks, says(edit))
    for name, at, breaks, fault in VERBS:
        yield Mutant(name, at, breaks, fault)
