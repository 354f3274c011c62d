"""One answer of the mock, read by every strict client that would read it, and by our own rules.

Rust reads REST v1 and jobs, JavaScript and Go read jobs. What one of them refuses, or is led astray
by, is a complaint; none means that all can live with it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson

from contract_tests.strict.go import ANSWERS, misled_go
from contract_tests.strict.js import misled_js
from contract_tests.strict.rust import GROUPS, decode

#: What the Rust crate takes the answers of an address for.
REST = {
    r"/v1/endpoints": {"GET": "Vec<Endpoint>", "POST": "Endpoint"},
    r"/v1/endpoints/[^/]+": {"GET": "Endpoint", "PATCH": "Endpoint"},
    r"/v1/endpoints/[^/]+/update": {"POST": "Endpoint"},
    r"/v1/templates": {"GET": "Vec<Template>", "POST": "Template"},
    r"/v1/templates/[^/]+": {"GET": "Template", "PATCH": "Template"},
    r"/v1/templates/[^/]+/update": {"POST": "Template"},
}
JOBS = {
    **{"run": "RunResponse", "stream": "StreamResponse", "health": "EndpointHealth"},
    **dict.fromkeys(("runsync", "status", "status-sync", "cancel"), "JobStatusResponse"),
}
#: What clients ask on the job API; workers have addresses of their own there.
OF_CLIENTS = {*JOBS, "retry", "purge-queue", "requests", "metrics"}
ADDRESS = re.compile(r"/+v2/+(?P<endpoint>[^/]+)/+(?P<operation>[^/]+)(/+[^/]+)?")
#: First words of REST v2 (B-003), which is no business of theirs.
OF_REST_V2 = frozenset(
    [
        *("account", "billing", "catalog", "clusters", "docs", "network-volumes", "openapi.json"),
        *("pods", "registries", "serverless", "templates"),
    ]
)
PROBLEM = ["status", "title", "detail"]
WHOLE = re.compile(r"-?\d+\.0+|.*[eE].*")


@dataclass(frozen=True)
class Answer:
    """As it came over the wire. `groups` are those of the Rust crate that can be expected to read
    it: where a test makes an odd thing on purpose, not all of them.
    """

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    groups: str = "".join(GROUPS)


def complaints(answer: Answer) -> list[str]:
    """What is wrong with an answer, in the words of whoever cannot read it; none: all can."""
    job = ADDRESS.fullmatch(answer.path)
    if answer.method == "HEAD":
        return []
    if job and job["operation"] in OF_CLIENTS and job["endpoint"] not in OF_REST_V2:
        return list(of_jobs(answer, job["operation"]))
    return list(of_rest(answer)) if answer.status == 200 else []


def of_rest(answer: Answer) -> Iterator[str]:
    kind = kind_of(answer)
    if kind is None:
        return
    yield from (f"{number} is no integer" for number in floats(answer.content))
    body = json.loads(answer.content)
    for group in answer.groups:
        yield from (f"group {group}: {each}" for each in decode(kind, body, group))


def kind_of(answer: Answer) -> str | None:
    for pattern, kinds in REST.items():
        if re.fullmatch(pattern, answer.path):
            return kinds.get(answer.method)
    return None


def floats(content: bytes) -> list[str]:
    """Whole numbers that are written as fractions: typed clients want `4` and refuse `4.0`."""
    found: list[str] = []
    json.loads(content, parse_float=found.append)
    return [number for number in found if WHOLE.fullmatch(number)]


def of_jobs(answer: Answer, operation: str) -> Iterator[str]:
    if answer.headers.get("content-type") != "application/json":
        yield f"its type is {answer.headers.get('content-type')}"
    if "x-request-id" not in answer.headers:
        yield "it has no x-request-id"
    body = json.loads(answer.content)
    if answer.content != orjson.dumps(body):
        yield "it is not compact, or a whole number has a point"
    if answer.status == 200:
        yield from of_job(operation, body, answer.groups)
    elif list(body) != PROBLEM or body["status"] != answer.status:
        yield f"{body} is no problem document (B-015, B-058)"


def of_job(operation: str, body: dict[str, object], groups: str = "".join(GROUPS)) -> Iterator[str]:
    if list(body) != sorted(body):
        yield "keys are not in alphabetical order (B-015)"
    yield from (f"{key} is null (B-016)" for key in body if body[key] is None and key != "requests")
    yield from misled_js(operation, 200, body)
    if operation in ANSWERS:
        yield from misled_go(operation, 200, body)
    for group in groups if operation in JOBS else "":
        yield from (f"group {group}: {each}" for each in decode(JOBS[operation], body, group))
