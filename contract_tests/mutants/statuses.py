"""A wrong number, a wrong header, a refusal in other words."""

from contract_tests.mutants.edits import (
    Edit,
    becomes,
    dropped,
    renamed,
    says,
    says_instead,
    sent_as,
    status,
)
from contract_tests.mutants.exchange import Answer, Fault, Mutant, Rows

REST, JOBS = "GET|POST|PATCH|PUT|DELETE /v1/**", "GET|POST|PUT|DELETE|PATCH /v2/**"
ENDPOINT, TEMPLATE = "/v1/endpoints/*", "/v1/templates/*"


def reversed_keys(data: object) -> object:
    return dict(reversed(data.items())) if isinstance(data, dict) else data


def spaced(said: Answer) -> Answer:
    body = said.body.replace(b'":', b'": ').replace(b',"', b', "')
    return Answer(said.headers, body, said.status)


def plain(said: Answer) -> Answer:
    return said.typed("text/plain; charset=utf-8")


NUMBERS: list[tuple[str, str, str, int, int]] = [
    # name, at, what it breaks, the right number, the wrong one
    ("create-201", "POST /v1/endpoints", "201 for 200", 200, 201),
    ("create-template-201", "POST /v1/templates", "201 for 200", 200, 201),
    ("update-202", f"PATCH {ENDPOINT}", "202 for 200", 200, 202),
    ("delete-200", f"DELETE {ENDPOINT}", "200 for 204", 204, 200),
    ("delete-template-200", f"DELETE {TEMPLATE}", "200 for 204", 204, 200),
    ("unknown-endpoint-400", f"GET {ENDPOINT}", "400 for 404", 404, 400),
    ("unknown-update-400", f"PATCH {ENDPOINT}", "400 for 404", 404, 400),
    ("unknown-delete-204", f"DELETE {ENDPOINT}", "204 for 404", 404, 204),
    ("unknown-template-500", f"GET {TEMPLATE}", "500 for 404", 404, 500),
    ("mistake-422", "POST /v1/endpoints", "422 for 400", 400, 422),
    ("mistake-500", f"PATCH {ENDPOINT}", "500 for 400", 400, 500),
    ("bad-key-403", REST, "403 for 401", 401, 403),
    ("bad-key-jobs-403", JOBS, "403 for 401", 401, 403),
    ("wrong-method-404", REST, "404 for 405", 405, 404),
    ("wrong-method-jobs-404", JOBS, "404 for 405", 405, 404),
    ("run-202", "POST /v2/*/run", "202 for 200", 200, 202),
    ("run-mistake-500", "POST /v2/*/run", "500 for 400", 400, 500),
    ("unknown-job-500", "GET|POST /v2/*/status/*", "500 for 404", 404, 500),
    ("unknown-cancel-400", "POST /v2/*/cancel/*", "400 for 404", 404, 400),
    ("retry-refused-409", "POST /v2/*/retry/*", "409 for 400", 400, 409),
    ("health-of-nobody-500", "GET /v2/*/health", "500 for 404", 404, 500),
]

REFUSALS: list[tuple[str, str, str, Edit]] = [
    ("problem-detail-renamed", JOBS, "detail is called message", renamed("detail", "message")),
    ("problem-lacks-title", JOBS, "no title", dropped("title")),
    ("problem-lacks-detail", JOBS, "no detail", dropped("detail")),
    ("problem-status-as-text", JOBS, "the status is a string", becomes("status", str)),
    ("problem-status-other", JOBS, "another status in the body",
     becomes("status", lambda n: n + 1)),
    ("problem-title-lower", JOBS, "the title in lower case", becomes("title", str.lower)),
    ("problem-as-rest", JOBS, "the other API's shape",
     lambda d: {"error": d["detail"], "status": d["status"]}),
    ("error-as-object", REST, "error is an object",
     becomes("error", lambda said: {"message": said})),
    ("error-renamed", REST, "error is called message", renamed("error", "message")),
    ("error-as-problem", REST, "the other API's shape",
     lambda d: {"status": 404, "title": "Not Found", "detail": d["error"]}),
    ("error-lacks-problems", REST, "what is wrong is not named", dropped("problems")),
    ("error-problems-as-text", REST, "an array is one string", becomes("problems", "; ".join)),
]  # fmt: skip

HEADERS: list[tuple[str, str, str, Fault]] = [
    ("allow-missing", REST, "405 without Allow",
     sent_as(lambda said: said.without("allow"), good=False)),
    ("allow-missing-jobs", JOBS, "405 without Allow",
     sent_as(lambda said: said.without("allow"), good=False)),
    ("plain-text", REST, "JSON that is called text", sent_as(plain)),
    ("plain-text-jobs", JOBS, "JSON that is called text", sent_as(plain)),
    ("plain-text-refusal", JOBS, "a problem that is called text", sent_as(plain, good=False)),
    ("keys-reversed", JOBS, "keys from z to a", says(reversed_keys)),
    ("not-compact", JOBS, "spaces in the JSON", sent_as(spaced)),
    ("delete-says-so", f"DELETE {ENDPOINT}", "200 and a body for 204",
     says_instead({"deleted": True}, of=204)),
    ("unknown-is-empty", f"GET {ENDPOINT}", "an unknown endpoint is an empty object",
     says_instead({}, of=404)),
    ("unknown-job-queued", "GET|POST /v2/*/status/*", "an unknown job is in the queue",
     says_instead({"id": "x", "status": "IN_QUEUE"}, of=404)),
]  # fmt: skip


def rows() -> Rows:
    for name, at, breaks, right, wrong in NUMBERS:
        yield Mutant(name, at, breaks, status(wrong, of=right))
    for name, at, breaks, edit in REFUSALS:
        yield Mutant(name, at, breaks, says(edit, good=False))
    for name, at, breaks, fault in HEADERS:
        yield Mutant(name, at, breaks, fault)
