"""Keys, addresses and verbs: who is let in, and what is told to who is not."""

import re

import httpx
import pytest

from contract_tests.portable.answers import REST_V1, read_json, read_problem, read_refusal
from contract_tests.portable.conftest import Document
from contract_tests.portable.jobs import Jobs, read
from contract_tests.targeting.target import Target

NOBODY = "contract-nobody"
#: Headers that are no key: none, no scheme we know, one that mocks know to be refused.
NO_KEYS = [None, "Basic cnBhOng=", "Bearer", "Bearer rpa_mock_invalid"]
JOBS = [
    *(("POST", "run"), ("POST", "runsync"), ("GET", "health"), ("POST", "purge-queue")),
    *(("GET", "status/x"), ("GET", "stream/x"), ("POST", "cancel/x"), ("POST", "retry/x")),
]


class Header(httpx.Auth):
    def __init__(self, said: str | None) -> None:
        self.said = said

    def auth_flow(self, request: httpx.Request):  # type: ignore[no-untyped-def]
        if self.said is not None:
            request.headers["authorization"] = self.said
        yield request


@pytest.mark.rule("B-007")
@pytest.mark.parametrize("said", NO_KEYS)
@pytest.mark.parametrize("path", ["/endpoints", f"/endpoints/{NOBODY}", "/templates"])
def test_rest_lets_nobody_in_without_a_key(rest: httpx.Client, path: str, said: str | None) -> None:
    assert rest.get(path, auth=Header(said)).status_code == 401


@pytest.mark.parametrize("said", NO_KEYS)
def test_nothing_is_made_or_changed_without_a_key(
    rest: httpx.Client, endpoint: Document, said: str | None
) -> None:
    at, auth = f"/endpoints/{endpoint['id']}", Header(said)

    assert rest.patch(at, json={"idleTimeout": 9}, auth=auth).status_code == 401
    assert rest.delete(at, auth=auth).status_code == 401
    assert rest.get(at).json() == endpoint


@pytest.mark.rule("B-006")
@pytest.mark.rule("B-058")
@pytest.mark.parametrize("said", NO_KEYS)
@pytest.mark.parametrize(("method", "path"), JOBS)
def test_the_job_api_says_that_a_key_is_not_valid(
    target: Target, method: str, path: str, said: str | None
) -> None:
    answer = Jobs(target, NOBODY).send(method, path, json={"input": 1}, auth=Header(said))

    assert read_problem(answer, 401, "Unauthorized") == "invalid api key"


@pytest.mark.rule("B-005")
def test_the_job_api_takes_a_key_without_a_scheme(target: Target, paused: Jobs) -> None:
    id = paused.run()

    read("health", paused.send("GET", "health", auth=target.terms.key.bare))
    view = read("status", paused.send("GET", f"status/{id}", auth=target.terms.key.bare))

    assert view["id"] == id


@pytest.mark.rule("B-010")
def test_another_account_sees_nothing(target: Target, rest: httpx.Client, paused: Jobs) -> None:
    """A mock takes any key for an account of its own; the service knows no such key."""
    id, stranger = paused.run(), Header("Bearer rpa_mock_stranger")

    one = rest.get(f"/endpoints/{paused.endpoint_id}", auth=stranger)
    listed = rest.get("/endpoints", auth=stranger)
    job = paused.send("GET", f"status/{id}", auth=stranger)

    assert one.status_code == job.status_code == (401 if target.remote else 404)
    assert paused.endpoint_id not in listed.text
    assert job.json()["detail"] == ("invalid api key" if target.remote else "endpoint not found")


@pytest.mark.rule("B-058")
@pytest.mark.parametrize(("method", "path"), JOBS)
def test_jobs_of_nobodys_endpoint_are_not_found(target: Target, method: str, path: str) -> None:
    answer = Jobs(target, NOBODY).send(method, path, json={"input": 1})

    assert read_problem(answer, 404, "Not Found") == "endpoint not found"


@pytest.mark.rule("B-063")
@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", f"/endpoints/{NOBODY}", {"DELETE", "GET", "PATCH"}),
        ("DELETE", "/endpoints", {"GET", "POST"}),
        ("PUT", "/templates", {"GET", "POST"}),
        ("GET", f"/templates/{NOBODY}/update", {"POST"}),
    ],
)
def test_a_wrong_verb_of_rest_is_told_the_right_ones(
    rest: httpx.Client, mocks_reading: None, method: str, path: str, allow: set[str]
) -> None:
    answer = rest.request(method, path)

    assert read_refusal(answer, 405)
    assert verbs(answer) - {"HEAD"} == allow


@pytest.mark.rule("B-063")
@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "run", {"POST"}),
        ("PUT", "runsync", {"POST"}),
        ("DELETE", "status/x", {"GET", "POST"}),
        ("GET", "cancel/x", {"POST"}),
        ("POST", "health", {"GET"}),
    ],
)
def test_a_wrong_verb_of_the_job_api_is_told_the_right_ones(
    paused: Jobs, mocks_reading: None, method: str, path: str, allow: set[str]
) -> None:
    answer = paused.send(method, path)

    assert read_problem(answer, 405, "Method Not Allowed")
    assert verbs(answer) - {"HEAD"} == allow


def verbs(answer: httpx.Response) -> set[str]:
    return {verb.strip() for verb in answer.headers["allow"].split(",")}


@pytest.mark.parametrize("path", ["/nothing", "/endpoints/", f"/endpoints/{NOBODY}/nothing"])
def test_an_address_that_rest_does_not_have(
    rest: httpx.Client, mocks_reading: None, path: str
) -> None:
    assert read_refusal(rest.get(path), 404)


@pytest.mark.rule("B-063")
def test_an_operation_that_the_job_api_does_not_have(paused: Jobs, mocks_reading: None) -> None:
    assert read_problem(paused.send("GET", "nothing/x"), 404, "Not Found")


@pytest.mark.rule("B-005")
def test_the_document_needs_no_key_and_has_every_operation(rest: httpx.Client) -> None:
    told = read_json(rest.get("/openapi.json", auth=Header(None)))

    served = {(verb.upper(), path) for path, at in told["paths"].items() for verb in at}
    known = {
        (each["method"], each["path"])
        for each in REST_V1["operations"]
        if re.match(r"/(endpoints|templates)\b", each["path"])
    }
    assert known <= served


@pytest.mark.rule("B-005")
def test_the_page_needs_no_key(rest: httpx.Client) -> None:
    answer = rest.get("/docs", auth=Header(None))

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
