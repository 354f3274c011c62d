"""What workers answer, said to an endpoint in the hand, and seen by a client of the job API."""

from typing import Any

import httpx
import pytest

from mock_runpod import Client
from mock_runpod.errors import Invalid, NotFound


def ran(mock: Client, endpoint: str, input: Any) -> dict[str, Any]:
    """What a job comes to: the answer of /status when all that can happen has happened."""
    headers = {"Authorization": f"Bearer {mock.key}"}
    with httpx.Client(base_url=f"{mock.base_url}/v2", headers=headers, trust_env=False) as http:
        id = http.post(f"/{endpoint}/run", json={"input": input}).raise_for_status().json()["id"]
        mock.clock.advance(minutes=5)
        answer: dict[str, Any] = http.get(f"/{endpoint}/status/{id}").json()
        if http.get(f"/{endpoint}/health").json()["jobs"]["inProgress"] == 0:
            answer["stream"] = http.get(f"/{endpoint}/stream/{id}").json()["stream"]
    return answer


def test_one_line_makes_an_endpoint_and_looks_it_up(mock: Client) -> None:
    mock.endpoint("sdxl", cold_start=30, workers_max=2)

    same = mock.endpoint("sdxl")

    assert same.row["workersMax"] == 2
    assert [each.id for each in mock.endpoints()] == ["sdxl"]
    assert ran(mock, "sdxl", 1)["delayTime"] == 30_000


def test_it_answers(mock: Client) -> None:
    mock.endpoint("sdxl", execution=90).answers({"image": "aGVsbG8="})

    done = ran(mock, "sdxl", {"prompt": "a house"})

    assert (done["output"], done["executionTime"]) == ({"image": "aGVsbG8="}, 90_000)


def test_how_long_it_takes_goes_on_beside_what_it_answers(mock: Client) -> None:
    endpoint = mock.endpoint("sdxl", execution=90).answers(1).answers(2)

    assert ran(mock, "sdxl", 0)["executionTime"] == 90_000
    endpoint.answers(3, execution=5)
    assert ran(mock, "sdxl", 0)["executionTime"] == 5_000
    assert endpoint.answers(4).behaviour["execution"] == 90


def test_none_is_an_answer_and_an_echo_is_no_answer(mock: Client) -> None:
    endpoint = mock.endpoint("sdxl").answers(None)
    assert "output" not in ran(mock, "sdxl", 7) or ran(mock, "sdxl", 7)["output"] is None

    endpoint.echoes()
    assert ran(mock, "sdxl", 7)["output"] == 7


def test_it_fails(mock: Client) -> None:
    mock.endpoint("sdxl").fails("CUDA out of memory")

    done = ran(mock, "sdxl", 1)

    assert (done["status"], done["error"]) == ("FAILED", "CUDA out of memory")


def test_it_streams(mock: Client) -> None:
    mock.endpoint("llm").streams(["a", "quiet", "house"], every=0.5)

    done = ran(mock, "llm", 1)

    assert [each["output"] for each in done["stream"]] == ["a", "quiet", "house"]
    assert done["executionTime"] == 1_500


def test_a_stream_can_be_the_output_too(mock: Client) -> None:
    mock.endpoint("llm").streams(["a", "house"], aggregate=True)

    assert ran(mock, "llm", 1)["output"] == ["a", "house"]


def test_the_first_fails_and_then_it_works(mock: Client) -> None:
    mock.endpoint("sdxl").sequence({"error": "not yet"}, {"output": 42})

    stories = [ran(mock, "sdxl", 1) for _ in range(3)]

    assert [each["status"] for each in stories] == ["FAILED", "COMPLETED", "COMPLETED"]


def test_progress_is_said_on_the_way(mock: Client) -> None:
    mock.endpoint("sdxl").answers("done", progress=["10 %", "90 %"], every=10)
    headers = {"Authorization": f"Bearer {mock.key}"}
    url = f"{mock.base_url}/v2/sdxl"
    with httpx.Client(headers=headers, trust_env=False) as http:
        id = http.post(f"{url}/run", json={"input": 1}).json()["id"]

        mock.clock.advance(15)
        said = http.get(f"{url}/status/{id}").json()

    assert (said["status"], said["output"]) == ("IN_PROGRESS", "10 %")


@pytest.mark.parametrize(
    ("when", "input", "fits"),
    [
        ({"when": {"steps": 20}}, {"steps": 20, "prompt": "x"}, True),
        ({"when": {"steps": 20}}, {"steps": 21}, False),
        ({"pointer": "/prompt", "matches": "^a "}, {"prompt": "a house"}, True),
        ({"pointer": "/prompt", "matches": "^a "}, {"prompt": "the house"}, False),
        ({"pointer": "/sizes/0", "equals": None}, {"sizes": [None]}, True),
        ({"when": {"a": 1}, "pointer": "/b"}, {"a": 1, "b": 2}, True),
        ({"when": {"a": 1}, "pointer": "/b"}, {"a": 1}, False),
        ({"when": [{"pointer": "/a"}, {"pointer": "/b"}]}, {"a": 1, "b": 2}, True),
        ({}, "anything", True),
    ],
)
def test_a_rule_fits_an_input_or_does_not(mock: Client, when: Any, input: Any, fits: bool) -> None:
    mock.endpoint("sdxl").answers("otherwise").rule(**when, output="by rule")

    assert ran(mock, "sdxl", input)["output"] == ("by rule" if fits else "otherwise")


def test_rules_are_asked_in_order_and_go_on_beside_what_is_said(mock: Client) -> None:
    endpoint = mock.endpoint("sdxl")
    endpoint.rule({"a": 1}, {"error": "first"}, {"output": "then"}).rule({"b": 1}, output="b")

    endpoint.answers("otherwise")

    inputs = [{"a": 1, "b": 1}, {"a": 1}, {"b": 1}, {}]
    stories = [ran(mock, "sdxl", input) for input in inputs]
    assert [each.get("error", each.get("output")) for each in stories] == [
        *("first", "then", "b", "otherwise")
    ]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"workers_mx": 1}, r"unknown key 'workers_mx'; did you mean 'workers?_?[mM]ax'\?"),
        ({"cold_start": -1}, "cold_?[sS]tart"),
        ({"execution": {"uniform": [3]}}, "uniform"),
        ({"workers_max": "many"}, "workers_?[mM]ax"),
    ],
)
def test_a_mistake_is_told(mock: Client, said: Any, complaint: str) -> None:
    with pytest.raises(Invalid, match=complaint):
        mock.endpoint("sdxl", **said)


def test_an_endpoint_that_was_deleted_is_not_there(mock: Client) -> None:
    endpoint = mock.endpoint("sdxl")
    mock.reset()

    with pytest.raises(NotFound, match="sdxl"):
        _ = endpoint.row
