"""Endpoints over REST v1: made, read, listed, deleted."""

import re
from typing import Any

import httpx
import pytest

from contract_tests.portable.answers import (
    check_endpoint,
    read_endpoint,
    read_endpoints,
    read_refusal,
    read_template,
)
from contract_tests.portable.conftest import Document, Make
from contract_tests.portable.jobs import Jobs
from contract_tests.targeting.target import Target

NOBODY = "contract-nobody"
BOTH = {"includeTemplate": "true", "includeWorkers": "true"}
#: B-014.
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.mark.rule("B-024")
@pytest.mark.rule("B-029")
@pytest.mark.rule("B-034")
def test_an_endpoint_of_a_template_and_nothing_else_has_what_is_usual(new_endpoint: Make) -> None:
    made = new_endpoint(name=..., gpuTypeIds=..., workersMax=...)

    assert re.fullmatch(r"[0-9a-z]{14}", made.pop("id"))
    assert re.fullmatch(r"user_[0-9A-Za-z]{27}", made.pop("userId"))
    assert re.fullmatch(MOMENT, made.pop("createdAt"))
    assert len(set(made.pop("dataCenterIds"))) == 26
    assert made.pop("gpuTypeIds")
    assert made.pop("templateId")
    assert made == {
        **{"name": None, "version": 1, "computeType": "GPU", "env": {}, "flashboot": True},
        **{"executionTimeoutMs": 600_000, "gpuCount": 1, "instanceIds": None, "idleTimeout": 5},
        **{"minCudaVersion": None, "allowedCudaVersions": None, "networkVolumeId": ""},
        **{"networkVolumeIds": [], "scalerType": "QUEUE_DELAY", "scalerValue": 4},
        **{"workersMax": 3, "workersMin": 0, "workersStandby": 1},
    }


@pytest.mark.rule("B-012")
def test_an_endpoint_says_who_and_when_it_is(new_endpoint: Make) -> None:
    one, other = new_endpoint(), new_endpoint()

    assert re.fullmatch(r"[0-9a-z]{14}", one["id"])
    assert re.fullmatch(MOMENT, one["createdAt"])
    assert one["userId"] == other["userId"]
    assert one["id"] != other["id"]
    assert one["createdAt"] <= other["createdAt"]
    assert one["version"] == other["version"] == 1


@pytest.mark.rule("B-032")
def test_an_endpoint_is_read_as_it_was_made(rest: httpx.Client, new_endpoint: Make) -> None:
    made = [new_endpoint(), new_endpoint()]

    assert [read_endpoint(rest.get(f"/endpoints/{each['id']}")) for each in made] == made


@pytest.mark.rule("B-018")
@pytest.mark.rule("B-044")
def test_the_list_is_bare_and_has_each_endpoint_once_oldest_first(
    rest: httpx.Client, new_endpoint: Make
) -> None:
    made = [new_endpoint(), new_endpoint()]

    assert mine(read_endpoints(rest.get("/endpoints")), made) == made


def mine(listed: list[Document], made: list[Document]) -> list[Document]:
    """An account may have others, which are nobody's business."""
    ids = {each["id"] for each in made}
    return [each for each in listed if each["id"] in ids]


@pytest.mark.rule("B-032")
@pytest.mark.parametrize("template", [None, "false", "true"])
@pytest.mark.parametrize("workers", [None, "false", "true"])
def test_template_and_workers_are_shown_when_they_are_asked_for(
    rest: httpx.Client, endpoint: Document, template: str | None, workers: str | None
) -> None:
    said = {"includeTemplate": template, "includeWorkers": workers}
    params = {flag: value for flag, value in said.items() if value}
    wanted = {"template"} if template == "true" else set()
    wanted |= {"workers"} if workers == "true" else set()

    one = read_endpoint(rest.get(f"/endpoints/{endpoint['id']}", params=params))
    (listed,) = mine(read_endpoints(rest.get("/endpoints", params=params)), [endpoint])

    assert one.keys() - endpoint.keys() == wanted
    assert {key: one[key] for key in endpoint} == endpoint
    assert listed == one


@pytest.mark.rule("B-032")
def test_the_template_of_an_endpoint_is_the_whole_template(
    rest: httpx.Client, endpoint: Document
) -> None:
    shown = read_endpoint(rest.get(f"/endpoints/{endpoint['id']}", params=BOTH))

    assert shown["template"] == read_template(rest.get(f"/templates/{endpoint['templateId']}"))


@pytest.mark.rule("B-045")
@pytest.mark.rule("B-046")
@pytest.mark.rule("B-047")
def test_a_worker_is_a_pod_of_its_endpoint(
    rest: httpx.Client, new_endpoint: Make, target: Target
) -> None:
    made = new_endpoint(workersMax=1, executionTimeoutMs=30_000)

    (worker,) = read_endpoint(rest.get(f"/endpoints/{made['id']}", params=BOTH))["workers"]

    known = {
        **{"endpointId": made["id"], "aiApiId": made["id"], "templateId": made["templateId"]},
        **{"consumerUserId": made["userId"], "desiredStatus": "EXITED", "slsVersion": 1},
        **{"image": target.terms.image, "imageName": target.terms.image, "gpuCount": 1},
        **{"volumeMountPath": "/runpod-volume", "gpuTypeId": target.terms.gpu},
        **{"containerDiskInGb": 50, "interruptible": False, "locked": False},
    }
    assert {key: worker[key] for key in known} == known
    assert (worker["gpu"]["id"], worker["gpu"]["count"]) == (target.terms.gpu, 1)
    assert worker["costPerHr"] > 0
    assert worker["machineId"]
    assert worker["env"]["RUNPOD_ENDPOINT_ID"] == made["id"]
    assert re.fullmatch(MOMENT, worker["createdAt"])


@pytest.mark.rule("B-040")
def test_an_endpoint_without_workers_has_none(rest: httpx.Client, endpoint: Document) -> None:
    shown = read_endpoint(rest.get(f"/endpoints/{endpoint['id']}", params=BOTH))

    assert (shown["workersMax"], shown["workersStandby"], shown["workers"]) == (0, 0, [])


def test_a_listed_endpoint_is_as_whole_as_a_single_one(
    rest: httpx.Client, new_endpoint: Make
) -> None:
    made = new_endpoint(workersMax=1, executionTimeoutMs=30_000)

    (listed,) = mine(read_endpoints(rest.get("/endpoints", params=BOTH)), [made])

    check_endpoint(listed)
    assert listed["workers"][0]["endpointId"] == made["id"]
    assert listed["template"]["id"] == made["templateId"]


@pytest.mark.rule("B-024")
@pytest.mark.rule("B-043")
def test_a_deleted_endpoint_is_gone(rest: httpx.Client, endpoint: Document, target: Target) -> None:
    answer = rest.delete(f"/endpoints/{endpoint['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert read_refusal(rest.get(f"/endpoints/{endpoint['id']}"), 404) == "endpoint not found"
    assert mine(read_endpoints(rest.get("/endpoints")), [endpoint]) == []


@pytest.mark.rule("B-041")
@pytest.mark.rule("B-042")
def test_with_an_endpoint_go_its_jobs_and_not_its_template(
    rest: httpx.Client, endpoint: Document, paused: Jobs
) -> None:
    id = paused.run()

    rest.delete(f"/endpoints/{endpoint['id']}")

    missing = {"status": 404, "title": "Not Found", "detail": "endpoint not found"}
    assert paused.send("GET", f"status/{id}").json() == missing
    assert paused.send("GET", "health").json() == missing
    template = read_template(rest.get(f"/templates/{endpoint['templateId']}"))
    assert template["id"] == endpoint["templateId"]


@pytest.mark.rule("B-043")
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/update")],
)
def test_nobodys_endpoint_is_not_found(rest: httpx.Client, method: str, path: str) -> None:
    body: Any = {"idleTimeout": 6} if method in ("PATCH", "POST") else None

    answer = rest.request(method, f"/endpoints/{NOBODY}{path}", json=body)

    assert read_refusal(answer, 404) == "endpoint not found"
