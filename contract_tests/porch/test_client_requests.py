"""What went over the wire, what must have, and what it cost."""

from typing import Any

import httpx
import pytest

from mock_runpod import Client
from mock_runpod.errors import Invalid


@pytest.fixture
def http(mock: Client) -> Any:
    headers = {"Authorization": f"Bearer {mock.key}"}
    with httpx.Client(base_url=mock.base_url, headers=headers, trust_env=False) as client:
        yield client


def test_requests_are_counted_and_looked_into(mock: Client, http: httpx.Client) -> None:
    mock.endpoint("sdxl")
    for steps in (20, 30):
        http.post("/v2/sdxl/run", json={"input": {"steps": steps}}, headers={"x-app": "mine"})
        mock.clock.advance(5)
    http.get("/v2/sdxl/health")

    found = mock.requests("POST /v2/*/run")

    assert (found.count, len(found), mock.requests().count) == (2, 2, 3)
    assert [each.body["input"]["steps"] for each in found] == [20, 30]
    first = found[0]
    assert (first.method, first.path, first.status, first.at) == ("POST", "/v2/sdxl/run", 200, 0)
    assert first.headers["x-app"] == "mine"
    assert mock.key not in str(first.row)
    assert mock.requests("POST /v2/*/run", body={"input": {"steps": 30}})[0] == found[1]
    assert mock.requests("POST /v2/*/run", since=first.number).count == 1
    assert "second 5: POST /v2/sdxl/run" in repr(found)


def test_a_call_that_must_have_been_made_was_made(mock: Client, http: httpx.Client) -> None:
    mock.endpoint("sdxl")
    http.post("/v2/sdxl/run", json={"input": {"steps": 20, "prompt": "a"}})

    mock.assert_called("POST /v2/sdxl/run")
    mock.assert_called("POST /v2/sdxl/run", count=1, body={"input": {"steps": 20}})
    mock.assert_called("GET /v2/sdxl/health", count=0)
    mock.assert_not_called("DELETE /v1/**")
    mock.assert_not_called("POST /v2/sdxl/run", body={"input": {"steps": 21}})


def test_a_call_that_was_not_made_shows_the_nearest(mock: Client, http: httpx.Client) -> None:
    mock.endpoint("sdxl")
    http.post("/v2/sdxl/run", json={"input": {"steps": 20}})

    with pytest.raises(AssertionError) as other_body:
        mock.assert_called("POST /v2/sdxl/run", body={"input": {"steps": 30}})
    with pytest.raises(AssertionError) as other_path:
        mock.assert_called("POST /v2/sdxl/runsync")

    said = str(other_body.value)
    assert 'POST /v2/sdxl/run with {"input": {"steps": 30}} was called never, not at least' in said
    assert 'second 0: POST /v2/sdxl/run {"input": {"steps": 20}} -> 200' in said
    assert "/input/steps is 20, and should be 30" in said
    assert "it is POST /v2/sdxl/run, not POST /v2/sdxl/runsync" in str(other_path.value)


def test_a_call_too_many_is_shown(mock: Client, http: httpx.Client) -> None:
    mock.endpoint("sdxl")
    for _ in range(7):
        http.get("/v2/sdxl/health")

    with pytest.raises(AssertionError, match="called 7 times, not once") as twice:
        mock.assert_called("GET /v2/sdxl/health", count=1)
    with pytest.raises(AssertionError, match="called 7 times, and should not have been"):
        mock.assert_not_called("GET /v2/**")

    assert str(twice.value).count("GET /v2/sdxl/health -> 200") == 5
    assert str(twice.value).endswith("and 2 more")


def test_nothing_at_all_came(mock: Client) -> None:
    with pytest.raises(AssertionError, match="was called never, not once; no request came at all"):
        mock.assert_called("POST /v2/*/run", count=1)


def test_order_matters_where_it_is_asked_for(mock: Client, http: httpx.Client) -> None:
    mock.endpoint("sdxl")
    http.get("/v2/sdxl/health")
    http.post("/v2/sdxl/run", json={"input": 1})
    http.get("/v2/sdxl/health")

    mock.assert_called_in_order("GET /v2/**", "POST /v2/**", "GET /v2/**")
    with pytest.raises(AssertionError, match=r"POST /v2/\*\* was not called after GET /v2/\*\*"):
        mock.assert_called_in_order("POST /v2/**", "GET /v2/**", "POST /v2/**")


def test_what_is_no_request_is_told(mock: Client) -> None:
    with pytest.raises(Invalid, match="write it like POST /v2/"):
        mock.requests("run")


def test_what_found_nothing_is_told_with_what_was_near(mock: Client, http: httpx.Client) -> None:
    mock.endpoint("sdxl")
    http.post("/v2/sdxI/run", json={"input": 1})
    http.get("/v2/sdxl/status/nonsense")

    unhandled, near = mock.unhandled(), mock.near_misses()

    assert [each.path for each in unhandled] == ["/v2/sdxI/run"]
    assert "no endpoint `sdxI` in this world; there is `sdxl`" in str(unhandled[0])
    assert near[0]["said"] == "no endpoint `sdxI` in this world; there is `sdxl`"
    assert mock.unhandled(since=unhandled[0].number).count == 0


def test_whoever_has_no_key_is_a_stray(mock: Client) -> None:
    before = mock.strays().told

    httpx.get(f"{mock.base_url}/v1/nonsense", trust_env=False)

    assert [each.path for each in mock.strays(since=before)] == ["/v1/nonsense"]
    assert (mock.strays(since=before)[0].at, mock.unhandled().count) == (None, 0)


def test_the_journal_can_be_exported_and_forgotten(mock: Client, http: httpx.Client) -> None:
    http.get("/v1/endpoints")

    assert mock.har()["log"]["entries"][0]["request"]["method"] == "GET"
    mock.forget_requests()
    assert mock.requests().count == 0


def test_what_is_left_running_is_told_with_its_price(mock: Client, http: httpx.Client) -> None:
    mock.endpoint("arranged", workers_max=1)
    mock.assert_nothing_left_running()
    template = {"name": "t", "imageName": "me/sdxl:3", "isServerless": True}
    made = http.post("/v1/templates", json=template).json()
    endpoint = {"name": "forgotten", "templateId": made["id"], "workersMin": 1}
    id = http.post("/v1/endpoints", json=endpoint).json()["id"]
    mock.clock.advance(hours=1)

    with pytest.raises(AssertionError, match=r"forgotten.*\$\d+ a month"):
        mock.assert_nothing_left_running()

    leak = mock.leaks()[0]
    assert (leak.kind, leak.id, leak.name.split()[0]) == ("endpoint", id, "forgotten")
    assert mock.spent() == mock.spent(id) > 0


def test_faults_are_added_listed_and_removed(mock: Client, http: httpx.Client) -> None:
    mock.endpoint("sdxl")
    fault = mock.fail("POST /v2/*/run", status=429, retry_after=5, count=1)

    answers = [http.post("/v2/sdxl/run", json={"input": 1}) for _ in range(2)]

    assert [each.status_code for each in answers] == [429, 200]
    assert answers[0].headers["retry-after"] == "5"
    assert [(each.name, each.struck) for each in mock.faults] == [(fault.name, 1)]
    assert (fault.struck, fault.now().struck) == (0, 1)
    assert mock.requests(fault=fault.name).count == 1
    mock.faults.remove(fault.name)
    assert len(mock.faults) == 0


def test_a_fault_can_last_for_a_block(mock: Client, http: httpx.Client) -> None:
    with mock.fail("GET /v1/endpoints"):
        assert http.get("/v1/endpoints").status_code == 500

    assert http.get("/v1/endpoints").status_code == 200


def test_many_faults_come_with_a_profile(mock: Client) -> None:
    added = mock.faults.profile("flaky")

    assert {each.name for each in added} == {each.name for each in mock.faults} > {"flaky-500"}
    mock.faults.clear()
    assert list(mock.faults) == []
    assert "worker.crash" in [each["fault"] for each in mock.faults.kinds()["kinds"]]
    with pytest.raises(Invalid, match="did you mean"):
        mock.faults.add("worker.crsh")
