"""Templates over REST v1: made, read, changed, deleted."""

from typing import Any

import httpx
import pytest

from contract_tests.portable.answers import read_endpoint, read_json, read_refusal, read_template
from contract_tests.portable.conftest import Document, Make
from contract_tests.targeting.target import Target

NOBODY = "contract-nobody"
#: Each field with a value that is not the usual one.
FIELDS: dict[str, Any] = {
    "category": "AMD",
    "containerDiskInGb": 7,
    "dockerEntrypoint": ["bash", "-c"],
    "dockerStartCmd": ["serve", "--port", "80"],
    "env": {"MODEL": "mock/ü", "STEPS": "30"},
    "imageName": "mock/worker:2",
    "isPublic": False,
    "isServerless": False,
    "ports": ["80/http", "22/tcp"],
    "readme": "# Read me",
    "volumeMountPath": "/models",
}
FIXED = {"category", "isServerless"}
CHANGES = {field: value for field, value in FIELDS.items() if field not in FIXED}


@pytest.mark.rule("B-049")
def test_a_template_is_told_whole_with_what_is_usual(new_template: Make, target: Target) -> None:
    made = new_template(name=target.name("usual"), imageName="mock/worker:1")

    id, name = made.pop("id"), made.pop("name")
    assert len(id) == 10
    assert name.startswith(target.prefix)
    assert made == {
        **{"imageName": "mock/worker:1", "category": "NVIDIA", "containerDiskInGb": 50},
        **{"containerRegistryAuthId": None, "dockerEntrypoint": [], "dockerStartCmd": []},
        **{"earned": 0, "env": {}, "isPublic": False, "isRunpod": False, "isServerless": True},
        **{"ports": ["8888/http", "22/tcp"], "readme": "", "runtimeInMin": 0, "volumeInGb": 0},
        "volumeMountPath": "/workspace",
    }


@pytest.mark.rule("B-050")
def test_a_template_for_pods_has_a_volume(new_template: Make) -> None:
    assert new_template(isServerless=False)["volumeInGb"] == 20


@pytest.mark.rule("B-049")
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_new_template_is_kept(
    rest: httpx.Client, new_template: Make, field: str
) -> None:
    made = new_template(**{field: FIELDS[field]})

    assert made[field] == FIELDS[field]
    assert read_template(rest.get(f"/templates/{made['id']}")) == made


@pytest.mark.rule("B-052")
@pytest.mark.parametrize("field", CHANGES)
def test_a_change_of_a_template_leaves_all_else_as_it_was(
    rest: httpx.Client, new_template: Make, field: str
) -> None:
    made = new_template(env={"A": "1"}, readme="mine", dockerStartCmd=["serve"])

    told = read_template(rest.patch(f"/templates/{made['id']}", json={field: CHANGES[field]}))

    assert told == made | {field: CHANGES[field]}
    assert read_template(rest.get(f"/templates/{made['id']}")) == told


@pytest.mark.rule("B-023")
def test_the_twin_of_a_template_update(
    rest: httpx.Client, new_template: Make, target: Target
) -> None:
    made, name = new_template(), target.name("renamed")

    told = read_template(rest.post(f"/templates/{made['id']}/update", json={"name": name}))

    assert told == made | {"name": name}
    assert read_template(rest.get(f"/templates/{made['id']}")) == told


@pytest.mark.rule("B-053")
def test_new_variables_replace_the_old_ones(rest: httpx.Client, new_template: Make) -> None:
    made = new_template(env={"OLD": "1", "BOTH": "1"})

    told = read_template(rest.patch(f"/templates/{made['id']}", json={"env": {"BOTH": "2"}}))

    assert told["env"] == {"BOTH": "2"}


@pytest.mark.rule("B-018")
@pytest.mark.rule("B-051")
def test_the_list_of_templates_is_bare_and_has_each_of_the_account_once(
    rest: httpx.Client, new_template: Make
) -> None:
    made = [new_template(), new_template()]

    listed = read_json(rest.get("/templates"))

    ids = {each["id"] for each in made}
    assert isinstance(listed, list)
    assert [each for each in listed if each["id"] in ids] == made
    assert [each["id"] for each in listed if each["isRunpod"]] == []


@pytest.mark.rule("B-051")
def test_official_templates_are_listed_when_they_are_asked_for(rest: httpx.Client) -> None:
    listed = read_json(rest.get("/templates", params={"includeRunpodTemplates": "true"}))

    assert [each for each in listed if each["isRunpod"]] != []


@pytest.mark.rule("B-024")
def test_a_deleted_template_is_gone(rest: httpx.Client, new_template: Make) -> None:
    made = new_template()

    answer = rest.delete(f"/templates/{made['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    error = read_refusal(rest.get(f"/templates/{made['id']}"), 404)
    assert error == "template not found"
    assert made["id"] not in [each["id"] for each in read_json(rest.get("/templates"))]


@pytest.mark.rule("B-055")
def test_a_template_in_use_is_not_deleted(rest: httpx.Client, endpoint: Document) -> None:
    error = read_refusal(rest.delete(f"/templates/{endpoint['templateId']}"), 500)

    assert "in use" in error
    assert read_template(rest.get(f"/templates/{endpoint['templateId']}"))["isServerless"] is True


@pytest.mark.rule("B-049")
def test_a_name_is_given_once(rest: httpx.Client, new_template: Make) -> None:
    made = new_template()
    body = {"name": made["name"], "imageName": "mock/worker:1", "isServerless": True}

    error = read_refusal(rest.post("/templates", json=body), 500)

    assert error.startswith("create template: create template: graphql: ")


@pytest.mark.rule("B-019")
def test_a_key_that_no_template_has_is_refused(rest: httpx.Client, target: Target) -> None:
    body = {"name": target.name("odd"), "imageName": "mock/worker:1", "dockerArgs": "sh"}

    said = read_json(rest.post("/templates", json=body), 400)

    assert said == {
        "error": "Extra input keys provided in request body",
        "problems": ["key provided in request body which is not in input schema: 'dockerArgs'"],
    }


@pytest.mark.parametrize("field", ["imageName", "name"])
def test_what_a_template_cannot_be_without_is_named(
    rest: httpx.Client, target: Target, field: str
) -> None:
    body = {"name": target.name("less"), "imageName": "mock/worker:1"}
    del body[field]

    assert field in read_refusal(rest.post("/templates", json=body), 400)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_nobodys_template_is_not_found(rest: httpx.Client, method: str) -> None:
    answer = rest.request(method, f"/templates/{NOBODY}", json=None if method == "GET" else {})

    assert read_refusal(answer, 404) == "template not found"


@pytest.mark.rule("B-032")
@pytest.mark.rule("B-052")
def test_an_endpoint_shows_the_variables_of_its_template(
    rest: httpx.Client, new_template: Make, new_endpoint: Make
) -> None:
    template = new_template(env={"MODEL": "mock/model", "STEPS": "30"})
    made = new_endpoint(templateId=template["id"])

    rest.patch(f"/templates/{template['id']}", json={"env": {"STEPS": "40"}})

    after = read_endpoint(rest.get(f"/endpoints/{made['id']}"))
    assert made["env"] == template["env"]
    assert (after["env"], after["version"]) == ({"STEPS": "40"}, made["version"] + 1)
