"""What the workers of an endpoint answer, said over the control API."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
def options() -> dict[str, Any]:
    return {"data": "empty", "image_pull_s": 0, "boot_s": 0, "clock": "auto"}


async def answered(http: httpx.AsyncClient, input: Any) -> dict[str, Any]:
    answer = await http.post("/v2/sdxl/runsync", json={"input": input})
    said: dict[str, Any] = answer.raise_for_status().json()
    return said


async def test_a_behaviour_reads_as_it_can_be_said(http: httpx.AsyncClient) -> None:
    said = {
        "generator": True,
        "concurrency": 2,
        "execution": {"lognormal": {"median": 2.0, "sigma": 0.5}},
        "chunkS": 0.0,
        "answers": [
            {"error": "no", "output": 1, "logs": ["a"], "execution": {"uniform": [1.0, 3.0]}},
            {"output": None},
            {"chunks": [{"output": "a", "after": 0.0}, {"output": None}], "refresh": True},
            {"crash": True, "progress": [{"output": 1}]},
            {"by": "hand"},
            {},
        ],
        "rules": [
            {"when": [{"subset": {"a": 1}}, {"pointer": "/b"}], "answers": [{"output": 1}]},
            {"when": [{"pointer": "/c", "equals": None}], "answers": [{"by": "handler"}]},
            {"when": [{"pointer": "/c", "matches": "^x"}], "answers": [{}, {"output": 2}]},
        ],
    }
    await http.put("/__mock/endpoints/sdxl", json={})

    row = (await http.put("/__mock/endpoints/sdxl/behaviour", json=said)).json()

    assert row["behaviour"] == said
    assert (await http.get("/__mock/endpoints/sdxl/behaviour")).json() == said


async def test_rules_and_sequences_can_be_said_in_several_ways(http: httpx.AsyncClient) -> None:
    rules = [
        {"when": {"pointer": "/prompt", "matches": "cat"}, "answer": {"output": "meow"}},
        {"when": {"subset": {"n": 1}}, "sequence": [{"error": "not yet"}, {"output": 1}]},
    ]
    await http.put("/__mock/endpoints/sdxl", json={"behaviour": {"rules": rules, "output": 0}})

    inputs = [{"prompt": "a cat"}, {"n": 1}, {"n": 1}, {"n": 2}]
    stories = [await answered(http, each) for each in inputs]

    told = [each.get("error", each.get("output")) for each in stories]
    assert told == ["meow", "not yet", 1, 0]
    used = (await http.get("/__mock/endpoints/sdxl")).json()["used"]
    assert (used["rules"], used["plain"]) == ([1, 2], 1)
    assert (used["missed"], used["nearest"]) == (stories[-1]["id"], 0)
    assert used["lacking"] == ['/prompt is not there, and should be a text that matches "cat"']


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"execution": -1}, "execution: -1 s: it must be at least 0 seconds"),
        ({"executionS": {"uniform": [3, 1]}}, "executionS: uniform runs from the least to the mos"),
        ({"execution": {"gauss": 1}}, "execution: must be seconds, or a distribution of them: 3, "),
        ({"execution": {"normal": {"mean": 1}}}, "execution: must be seconds, or a distribution"),
        ({"execution": 1, "executionS": 1}, "execution and executionS are the same: say one of th"),
        ({"chunks": [{"output": 1, "after": "x"}]}, "chunks.0.after: must be seconds, or a distr"),
        ({"outptu": 1}, "unknown key 'outptu'; did you mean 'output'?"),
        ({"sequence": [{"crush": True}]}, "unknown key 'sequence.0.crush'; did you mean 'crash'?"),
        ({"sequence": []}, "sequence: List should have at least 1 item"),
        ({"output": 1, "answers": [{}]}, "either several answers, or the one that is said by out"),
        ({"crash": True, "error": "x"}, "nothing comes of a job whose worker crashes: leave out e"),
        ({"by": "hand", "output": 1}, "what comes of a job by hand is said there: leave out outp"),
        ({"by": "foot"}, "by: Input should be 'simulation', 'hand' or 'handler'"),
        ({"rules": [{"when": {}}]}, "rules.0: a rule has either an answer, or several of them"),
        (
            {"rules": [{"answer": {}}, {"when": {"pointer": "/a"}, "answer": {}}]},
            "rules.1: can never match: rule 0 before it takes every input",
        ),
        (
            {"rules": [{"when": {"pointer": "a"}, "answer": {}}]},
            "rules.0.when.0.pointer: 'a' is no JSON pointer; write it like /prompt",
        ),
        (
            {"rules": [{"when": {"matches": "(x"}, "answer": {}}]},
            "rules.0.when.0.matches: '(x' is no regular expression: missing ), ",
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    http: httpx.AsyncClient, body: dict[str, Any], complaint: str
) -> None:
    before = (await http.put("/__mock/endpoints/sdxl", json={"behaviour": {"output": 1}})).json()

    answer = await http.put("/__mock/endpoints/sdxl/behaviour", json=body)

    assert (answer.status_code, answer.json()["error"][: len(complaint)]) == (400, complaint)
    assert (await http.get("/__mock/endpoints/sdxl")).json() == before


async def test_the_rule_that_answered_is_told_with_the_job_and_its_requests(
    http: httpx.AsyncClient,
) -> None:
    rules = [
        {"when": {"subset": {"a": number}}, "answers": [{"output": said}]}
        for number, said in enumerate(["none", "one", "two"])
    ]
    made = await http.put("/__mock/endpoints/sdxl", json={"behaviour": {"rules": rules}})
    assert made.is_success, made.text

    ids = [(await answered(http, {"a": number}))["id"] for number in (2, 3)]
    await http.get(f"/v2/sdxl/status/{ids[0]}")

    jobs = [(await http.get(f"/__mock/jobs/{id}")).json() for id in ids]
    requests = (await http.get("/__mock/requests")).json()["requests"]
    assert [(job["output"], job["rule"]) for job in jobs] == [("two", 2), ({"a": 3}, None)]
    assert [request["rule"] for request in requests] == [2, None, 2]


async def test_an_attempt_that_no_rule_answers_forgets_the_rule_of_the_one_before(
    http: httpx.AsyncClient,
) -> None:
    rule = {"when": {"subset": {"a": 1}}, "answers": [{"error": "no"}]}
    other = {"when": {"subset": {"a": 2}}, "answers": [{"error": "no"}]}
    await http.put("/__mock/endpoints/sdxl", json={"behaviour": {"rules": [rule]}})
    failed = await answered(http, {"a": 1})
    await http.put("/__mock/endpoints/sdxl/behaviour", json={"rules": [other]})

    await http.post(f"/v2/sdxl/retry/{failed['id']}")
    await http.get(f"/v2/sdxl/status-sync/{failed['id']}")

    job = (await http.get(f"/__mock/jobs/{failed['id']}")).json()
    assert (failed["status"], job["status"], job["rule"]) == ("FAILED", "COMPLETED", None)
