"""Endpoints and templates, made and changed by a typed client."""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Raised, Voice
from mock_runpod import Client as Mock

WANTED = {
    **{"name": "a quiet house", "templateId": "freetmpl01", "computeType": "GPU"},
    **{"gpuTypeIds": ["NVIDIA L4", "NVIDIA GeForce RTX 4090"], "gpuCount": 2},
    **{"workersMax": 4, "workersMin": 1, "idleTimeout": 30, "executionTimeoutMs": 120_000},
    **{"scalerType": "REQUEST_COUNT", "scalerValue": 7, "dataCenterIds": ["US-KS-2", "EU-RO-1"]},
    "allowedCudaVersions": ["12.4", "12.8"],
}
TEMPLATE = {
    **{"name": "mine", "imageName": "me/worker:1", "isServerless": True, "isPublic": False},
    **{"env": {"MODEL_NAME": "one"}, "ports": ["8000/http"], "readme": "# read me"},
    **{"containerDiskInGb": 30, "volumeInGb": 0, "volumeMountPath": "/data"},
    **{"dockerEntrypoint": ["python"], "dockerStartCmd": ["-u", "handler.py"], "category": "AMD"},
}


@pytest.mark.rule("B-029")
@pytest.mark.certifies("endpoint.create")
def test_an_endpoint_is_made_as_it_was_said(client: Voice, mock: Mock) -> None:
    made = client("endpoint.create", body=WANTED)

    assert {name: made[name] for name in WANTED} == WANTED
    assert made["env"] == {"MODEL_NAME": "one"}
    assert [each.id for each in mock.endpoints()] == ["busy", made["id"]]


@pytest.mark.rule("B-029")
@pytest.mark.certifies("endpoint.create")
def test_the_smallest_body_will_do(client: Voice) -> None:
    made = client("endpoint.create", body={"templateId": "freetmpl02"})

    assert (made["workersMax"], made["workersMin"], made["idleTimeout"]) == (3, 0, 5)
    assert (made["scalerType"], made["scalerValue"]) == ("QUEUE_DELAY", 4)


@pytest.mark.rule("B-032")
@pytest.mark.certifies("endpoint.get")
@pytest.mark.parametrize("template", [None, False, True])
@pytest.mark.parametrize("workers", [None, False, True])
def test_template_and_workers_come_when_they_are_asked_for(
    client: Voice, template: bool | None, workers: bool | None
) -> None:
    made = client("endpoint.create", body=WANTED)
    flags = {"include_template": template, "include_workers": workers}
    asked = {name: value for name, value in flags.items() if value is not None}

    read = client("endpoint.get", id=made["id"], **asked)

    assert (read.get("template") is not None) is bool(template)
    assert (read.get("workers") is not None) is bool(workers)
    if template:
        assert (read["template"]["id"], read["template"]["name"]) == ("freetmpl01", "free one")
    if workers:
        assert {each["endpointId"] for each in read["workers"]} == {made["id"]}


@pytest.mark.rule("B-018")
@pytest.mark.certifies("endpoint.list")
def test_all_endpoints_are_listed(client: Voice) -> None:
    small = WANTED | {"workersMax": 2}
    templates = ("freetmpl01", "freetmpl02")
    made = [client("endpoint.create", body=small | {"templateId": each}) for each in templates]

    listed = client("endpoint.list")
    whole = client("endpoint.list", include_template=True, include_workers=True)

    assert [each["id"] for each in listed] == ["busy", *(each["id"] for each in made)]
    assert listed[1:] == made
    assert all(each["template"] for each in whole)


@pytest.mark.rule("B-037")
@pytest.mark.certifies("endpoint.update")
@pytest.mark.parametrize(
    "change",
    [
        {"name": "b"},
        {"workersMax": 5, "workersMin": 0},
        {"gpuTypeIds": ["NVIDIA A40"], "gpuCount": 1},
        {"scalerType": "QUEUE_DELAY", "scalerValue": 1},
        {"idleTimeout": 3600, "executionTimeoutMs": 5_000},
        {"templateId": "freetmpl02"},
        {"dataCenterIds": ["CA-MTL-1"], "allowedCudaVersions": ["12.0"]},
    ],
    ids=lambda change: "+".join(change),
)
def test_a_change_changes_what_it_says_and_nothing_else(
    client: Voice, change: dict[str, Any]
) -> None:
    made = client("endpoint.create", body=WANTED)

    changed = client("endpoint.update", id=made["id"], body=change)

    follows = {"version"} | ({"env"} if "templateId" in change else set())
    kept = set(made) - set(change) - follows
    assert {name: changed[name] for name in change} == change
    assert {name: changed[name] for name in kept} == {name: made[name] for name in kept}
    assert client("endpoint.get", id=made["id"]) == changed


@pytest.mark.rule("B-040")
@pytest.mark.certifies("endpoint.delete")
def test_a_deleted_endpoint_is_gone(client: Voice) -> None:
    made = client("endpoint.create", body=WANTED | {"workersMin": 0})

    assert client("endpoint.delete", id=made["id"]) is None

    with pytest.raises(Raised) as gone:
        client("endpoint.get", id=made["id"])
    assert gone.value.status == 404


@pytest.mark.certifies("template.create")
def test_a_template_is_made_as_it_was_said(client: Voice) -> None:
    made = client("template.create", body=TEMPLATE)

    assert {name: made[name] for name in TEMPLATE} == TEMPLATE
    assert made["isRunpod"] is False


@pytest.mark.certifies("template.get")
def test_a_template_is_read_back(client: Voice) -> None:
    made = client("template.create", body=TEMPLATE)

    assert client("template.get", id=made["id"]) == made


@pytest.mark.certifies("template.list")
def test_templates_are_listed(client: Voice) -> None:
    made = client("template.create", body=TEMPLATE)

    listed = client("template.list")
    with_bound = client("template.list", include_bound=True)

    assert made in listed
    assert "busytmpl01" in {each["id"] for each in with_bound}


@pytest.mark.certifies("template.update")
def test_a_template_is_changed(client: Voice) -> None:
    made = client("template.create", body=TEMPLATE)
    change = {"name": "other", "env": {"A": "1", "B": ""}, "dockerStartCmd": []}

    changed = client("template.update", id=made["id"], body=change)

    assert changed == made | change


@pytest.mark.certifies("template.delete")
def test_a_deleted_template_is_gone(client: Voice) -> None:
    made = client("template.create", body=TEMPLATE)

    assert client("template.delete", id=made["id"]) is None

    with pytest.raises(Raised) as gone:
        client("template.get", id=made["id"])
    assert gone.value.status == 404
