"""Streams that lose, repeat or disarrange their chunks, and waits that are not waits."""

import asyncio
from typing import Any

from contract_tests.mutants.edits import Edit, says
from contract_tests.mutants.exchange import Answer, Exchange, Fault, Mutant, Rows, answer

STREAM = "GET|POST /v2/*/stream/*"
STATUS_SYNC, RUNSYNC = "GET|POST /v2/*/status-sync/*", "POST /v2/*/runsync"
FINAL = ("COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT")
#: What a wait is when nobody says how long (B-068).
USUAL_WAIT_MS = 90_000


def chunks(edit: Edit) -> Edit:
    return lambda said: {**said, "stream": edit(said["stream"])}


def final_chunks(edit: Edit) -> Edit:
    return lambda said: chunks(edit)(said) if said["status"] in FINAL else said


def never_final(said: Any) -> Any:
    return {**said, "status": "IN_PROGRESS"} if said["status"] == "COMPLETED" else said


async def not_drained(exchange: Exchange) -> Answer:
    """What was told once is told again."""
    said = await exchange.serve(exchange.request)
    if not said.good:
        return said
    before = exchange.memory.setdefault(exchange.request.path, [])
    before += said.json["stream"]
    again = before != said.json["stream"]
    return said.said({**said.json, "stream": before}) if again else said


async def once_final(exchange: Exchange) -> Answer:
    """The end is told once; after that nobody knows the job."""
    said = await exchange.serve(exchange.request)
    if exchange.memory.get(exchange.request.path):
        missing = {"status": 404, "title": "Not Found", "detail": "job not found"}
        return answer(missing, 404)
    exchange.memory[exchange.request.path] = said.good and said.json["status"] in FINAL
    return said


async def after_its_whole_wait(exchange: Exchange) -> Answer:
    """Nobody is told when the job ends: the answer is right, and comes when the time is over."""
    said = await exchange.serve(exchange.request)
    if said.good:
        exchange.changed = True
        query = exchange.request.asking().query
        wait = dict(pair.split("=") for pair in query.split("&") if pair).get("wait", "")
        seconds = (float(wait) if wait.isdigit() else USUAL_WAIT_MS) / 1000
        await asyncio.wait([asyncio.ensure_future(exchange.gone())], timeout=seconds)
    return said


async def never(exchange: Exchange) -> Answer:
    """A waiter that is never woken."""
    said = await exchange.serve(exchange.request)
    if said.good:
        exchange.changed = True
        await exchange.gone()
    return said


async def at_once(exchange: Exchange) -> Answer:
    """A wait that does not wait: how things are now, for whoever wants their end."""
    address = exchange.request.path.replace("/status-sync/", "/status/")
    return await exchange.serve(exchange.request.reading(address))


async def unfinished(exchange: Exchange) -> Answer:
    """A runsync that is a run."""
    address = exchange.request.path.replace("/runsync", "/run")
    return await exchange.serve(exchange.request.to(address))


STREAMS: list[tuple[str, str, Edit]] = [
    ("chunk-repeated", "a chunk is told twice", chunks(lambda all: all[:1] + all)),
    ("chunk-lost", "the first chunk of an answer is lost", chunks(lambda all: all[1:])),
    ("final-chunks-missing", "no chunks beside the final state", final_chunks(lambda all: [])),
    ("chunks-reversed", "the latest chunk comes first", chunks(lambda all: all[::-1])),
    ("chunks-bare", "chunks without `output`",
     chunks(lambda all: [each["output"] for each in all])),
    ("chunks-joined", "all chunks in one",
     chunks(lambda all: [{"output": [each["output"] for each in all]}] if all else [])),
    ("chunks-as-text", "every chunk is a string",
     chunks(lambda all: [{"output": str(each["output"])} for each in all])),
    ("stream-null", "no chunk is null, not an empty list", chunks(lambda all: all or None)),
    ("stream-missing", "no chunk is no list at all",
     lambda said: said if said["stream"] else {"status": said["status"]}),
    ("stream-bare", "the list without its envelope", lambda said: said["stream"]),
    ("stream-lacks-status", "chunks without a state", lambda said: {"stream": said["stream"]}),
    ("stream-never-final", "the stream never ends", never_final),
    ("stream-final-lower-case", "a state in lower case",
     lambda said: {**said, "status": said["status"].lower()}),
]  # fmt: skip

WAITS: list[tuple[str, str, str, Fault]] = [
    ("stream-not-drained", STREAM, "chunks are told again and again", not_drained),
    ("stream-once-final", STREAM, "the end is told only once", once_final),
    ("stream-never", STREAM, "whoever waits for a chunk is never woken", never),
    ("status-sync-late", STATUS_SYNC, "told only after the whole wait", after_its_whole_wait),
    ("status-sync-never", STATUS_SYNC, "whoever waits is never woken", never),
    ("status-sync-at-once", STATUS_SYNC, "a wait that does not wait", at_once),
    ("runsync-late", RUNSYNC, "told only after the whole wait", after_its_whole_wait),
    ("runsync-never", RUNSYNC, "whoever waits is never woken", never),
    ("runsync-at-once", RUNSYNC, "a runsync that is a run", unfinished),
]


def rows() -> Rows:
    for name, breaks, edit in STREAMS:
        yield Mutant(name, STREAM, breaks, says(edit))
    for name, at, breaks, fault in WAITS:
        yield Mutant(name, at, breaks, fault)
