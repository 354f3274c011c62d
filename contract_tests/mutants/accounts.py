"""Keys that open what they should not, or do not open what they should."""

from contract_tests.mutants.edits import says_instead
from contract_tests.mutants.exchange import Answer, Exchange, Fault, Mutant, Rows, answer

REST, JOBS = "GET|POST|PATCH|DELETE /v1/**", "GET|POST /v2/**"
LIST = ("GET", "/v1/endpoints")
ANYBODY = "Bearer rpa_mock_anybody"
DENIED = {"status": 403, "title": "Forbidden", "detail": "access denied"}


def said_key(exchange: Exchange) -> str:
    return exchange.request.header("authorization") or ""


async def no_key_accepted(exchange: Exchange) -> Answer:
    said = await exchange.serve(exchange.request)
    if said.status != 401 or said_key(exchange):
        return said
    return await exchange.serve(exchange.request.signed(ANYBODY))


async def bad_key_accepted(exchange: Exchange) -> Answer:
    said = await exchange.serve(exchange.request)
    if said.status != 401 or not said_key(exchange):
        return said
    return await exchange.serve(exchange.request.signed(ANYBODY))


async def foreign_key_sees(exchange: Exchange) -> Answer:
    """What the caller does not have, anybody who came before may."""
    known: set[str] = exchange.memory.setdefault("keys", set())
    said = await exchange.serve(exchange.request)
    if said.good:
        known.add(said_key(exchange))
    if said.status != 404:
        return said
    for other in sorted(known - {said_key(exchange)}):
        found = await exchange.serve(exchange.request.signed(other))
        if found.good:
            return found
    return said


async def list_of_everybody(exchange: Exchange) -> Answer:
    known: set[str] = exchange.memory.setdefault("keys", set())
    said, own = await exchange.serve(exchange.request), said_key(exchange)
    if said.good:
        known.add(own)
    if not said.good or (exchange.request.method, exchange.request.path) != LIST:
        return said
    others = [await exchange.serve(exchange.request.signed(key)) for key in sorted(known - {own})]
    return said.said([each for answer in (said, *others) for each in answer.json])


async def foreign_is_forbidden(exchange: Exchange) -> Answer:
    """It tells who is no owner that there is something to own (B-010)."""
    known: set[str] = exchange.memory.setdefault("keys", set())
    said = await exchange.serve(exchange.request)
    if said.good:
        known.add(said_key(exchange))
    if said.status != 404:
        return said
    for other in sorted(known - {said_key(exchange)}):
        if (await exchange.serve(exchange.request.reading().signed(other))).good:
            return answer(DENIED, 403)
    return said


async def scheme_demanded(exchange: Exchange) -> Answer:
    """A key without `Bearer`, which the job API takes, is no key (B-005)."""
    said = await exchange.serve(exchange.request)
    if " " in said_key(exchange) or not said.good:
        return said
    return await exchange.serve(exchange.request.signed("Bearer"))


TABLE: list[tuple[str, str, str, Fault]] = [
    ("no-key-accepted", REST, "a request without a key", no_key_accepted),
    ("no-key-accepted-jobs", JOBS, "a request without a key", no_key_accepted),
    ("bad-key-accepted", REST, "a key that is none", bad_key_accepted),
    ("bad-key-accepted-jobs", JOBS, "a key that is none", bad_key_accepted),
    ("bad-key-not-found", REST, "404 for 401",
     says_instead({"error": "not found", "status": 404}, 404, of=401)),
    ("bare-key-refused", JOBS, "a key without a scheme is refused", scheme_demanded),
    ("foreign-endpoint", REST, "an endpoint is shown to who does not own it", foreign_key_sees),
    ("foreign-job", JOBS, "a job is shown to who does not own it", foreign_key_sees),
    ("foreign-forbidden", JOBS, "403 for 404, to who does not own it", foreign_is_forbidden),
    ("foreign-list", REST, "the endpoints of everybody are listed", list_of_everybody),
]  # fmt: skip


def rows() -> Rows:
    for name, at, breaks, fault in TABLE:
        yield Mutant(name, at, breaks, fault)
