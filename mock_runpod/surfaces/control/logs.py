"""What workers print: told by their launchers, and read by whoever looks for it."""

import asyncio
from collections.abc import Callable
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from mock_runpod.errors import Invalid, NotFound
from mock_runpod.model import Job, Worker
from mock_runpod.runtime.fields import Row
from mock_runpod.runtime.waiting import HungUp
from mock_runpod.runtime.worker_logs import LogLine
from mock_runpod.surfaces.control.bodies import read
from mock_runpod.surfaces.kit import Call, Reply, Route, reply

#: As the worker SDK cuts its own.
LONGEST_LINE = 8_192
#: The longest that a question is held, in real seconds.
LONGEST_S = 20
LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR")
#: Lines after a number.
After = Callable[[int], list[LogLine]]


class PrintedRow(Row):
    """One line. `jobId` is the job that the worker had in hand, if that is known."""

    text: Annotated[str, Field(max_length=LONGEST_LINE)]
    level: str = "INFO"
    job_id: Annotated[str | None, Field(max_length=100)] = None


class PrintedBody(Row):
    lines: Annotated[list[PrintedRow], Field(max_length=1_000)]


class LineDocument(TypedDict):
    """`number` counts the lines of the world, `at` is one of its seconds. `source` is `container`
    for what the worker printed, and `system` for what is said of it.
    """

    number: int
    at: float
    source: str
    level: str
    text: str
    workerId: str | None
    jobId: str | None


class LogDocument(TypedDict):
    """`told` is where to read on from: `?since=`."""

    told: int
    lines: list[LineDocument]


async def printed(call: Call) -> Reply:
    """Its process printed these lines."""
    body, id = await read(call, PrintedBody), call.params["workerId"]
    with call.driver.turn() as world:
        logs = call.driver.logs
        if world.find(Worker, id) is None and not logs.knows(id):
            raise NotFound("worker not found", noun="worker", id=id)
        for line in body.lines:
            level = line.level.upper() if line.level.upper() in LEVELS else "INFO"
            logs.print(world.now, id, line.text, level=level, job=line.job_id)
    call.driver.stir()
    return Reply(204)


async def of_worker(call: Call) -> Reply:
    """What a worker printed, and what is said of it; also of one that is gone.

    `?since=` leaves out the lines up to this number; `?wait=` is how many real seconds to wait for
    the first.
    """
    id = call.params["workerId"]
    if not call.driver.logs.knows(id):
        call.driver.world.get(Worker, id)
    return await _lines(call, lambda since: call.driver.logs.of_worker(id, since))


async def of_job(call: Call) -> Reply:
    """What was printed by workers while they had this job, and what is said of it."""
    id = call.params["jobId"]
    if not call.driver.logs.of_job(id):
        call.driver.world.get(Job, id)
    return await _lines(call, lambda since: call.driver.logs.of_job(id, since))


async def _lines(call: Call, after: After) -> Reply:
    since, seconds = call.whole("since") or 0, call.whole("wait") or 0
    if not 0 <= seconds <= LONGEST_S:
        raise Invalid(f"query parameter wait must be between 0 and {LONGEST_S} seconds")
    found = await _waited(call, after, since, seconds)
    told = max(since, found[-1].number if found else 0)
    return reply({"told": told, "lines": [_document(line) for line in found]})


async def _waited(call: Call, after: After, since: int, seconds: float) -> list[LogLine]:
    driver, hangup = call.driver, call.hangup()
    bell = driver.onlookers.enter()
    hangup.add_done_callback(lambda _: bell.set())
    try:
        async with asyncio.timeout(seconds):
            while not ((found := after(since)) or driver.over):
                since = max(since, driver.logs.told)
                bell.clear()
                await bell.wait()
                if hangup.done():
                    raise HungUp
            return found
    except TimeoutError:
        return []
    finally:
        driver.onlookers.leave(bell)
        hangup.cancel()


def _document(line: LogLine) -> LineDocument:
    return {
        "number": line.number,
        "at": line.at,
        "source": line.source,
        "level": line.level,
        "text": line.text,
        "workerId": line.worker_id,
        "jobId": line.job_id,
    }


ASKS = ("since", "wait")
routes = [
    Route("GET", "/workers/{workerId}/logs", of_worker, answer=LogDocument, query=ASKS),
    Route("POST", "/workers/{workerId}/logs", printed, body=PrintedBody, status=204),
    Route("GET", "/jobs/{jobId}/logs", of_job, answer=LogDocument, query=ASKS),
]
