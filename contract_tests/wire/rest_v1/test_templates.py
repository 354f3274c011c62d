"""Templates: made, changed, and which of them are shown."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import key
from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-049")]

SAID: dict[str, Any] = {
    "name": "all of it",
    "imageName": "mock/worker:2",
    "category": "AMD",
    "containerDiskInGb": 7,
    "containerRegistryAuthId": "clzdaifot0001l90809257ynb",
    "dockerEntrypoint": ["sh", "-c"],
    "dockerStartCmd": ["serve"],
    "env": {"A": "b", "": "empty names are names"},
    "isPublic": True,
    "isServerless": False,
    "ports": ["80/http"],
    "readme": "# Read me",
    "volumeInGb": 3,
    "volumeMountPath": "/data",
}
CHANGEABLE = {k: v for k, v in SAID.items() if k not in ("category", "isServerless")}


@pytest.mark.parametrize(("serverless", "volume"), [(True, 0), (False, 20)])
@pytest.mark.rule("B-050")
async def test_what_is_left_out_takes_its_default(
    new_template: Make, serverless: bool, volume: int
) -> None:
    made = await new_template(name="plain", isServerless=serverless)

    assert len(made.pop("id")) == 10
    assert made == {
        "name": "plain",
        "imageName": "mock/worker:1",
        "category": "NVIDIA",
        "containerDiskInGb": 50,
        "containerRegistryAuthId": None,
        "dockerEntrypoint": [],
        "dockerStartCmd": [],
        "earned": 0,
        "env": {},
        "isPublic": False,
        "isRunpod": False,
        "isServerless": serverless,
        "ports": ["8888/http", "22/tcp"],
        "readme": "",
        "runtimeInMin": 0,
        "volumeInGb": volume,
        "volumeMountPath": "/workspace",
    }


async def test_what_is_said_is_kept(http: httpx.AsyncClient, new_template: Make) -> None:
    made = await new_template(**SAID)

    read = (await http.get(f"/v1/templates/{made['id']}")).json()

    assert read == made
    assert {field: read[field] for field in SAID} == SAID


@pytest.mark.rule("B-023")
@pytest.mark.parametrize(("verb", "tail"), [("PATCH", ""), ("POST", "/update")])
@pytest.mark.parametrize("field", CHANGEABLE)
async def test_one_field_changes_alone(
    http: httpx.AsyncClient, new_template: Make, field: str, verb: str, tail: str
) -> None:
    made = await new_template(isServerless=False)
    change = {field: CHANGEABLE[field]}

    changed = await http.request(verb, f"/v1/templates/{made['id']}{tail}", json=change)

    assert changed.json() == made | change
    assert (await http.get(f"/v1/templates/{made['id']}")).json() == made | change


@pytest.mark.rule("B-053")
async def test_an_environment_is_replaced_as_a_whole(
    http: httpx.AsyncClient, new_template: Make
) -> None:
    made = await new_template(env={"A": "1", "B": "2"})

    changed = await http.patch(f"/v1/templates/{made['id']}", json={"env": {"C": "3"}})

    assert changed.json()["env"] == {"C": "3"}


@pytest.mark.parametrize("none", ["", None])
async def test_a_registry_credential_can_be_taken_away(
    http: httpx.AsyncClient, new_template: Make, none: str | None
) -> None:
    made = await new_template(containerRegistryAuthId="clzdaifot0001l90809257ynb")

    change = {"containerRegistryAuthId": none}
    changed = await http.patch(f"/v1/templates/{made['id']}", json=change)

    assert changed.json()["containerRegistryAuthId"] is None


async def test_zero_and_empty_are_values(http: httpx.AsyncClient, new_template: Make) -> None:
    made = await new_template(**SAID)
    empty = {"containerDiskInGb": 0, "ports": [], "env": {}, "readme": "", "dockerStartCmd": []}

    changed = await http.patch(f"/v1/templates/{made['id']}", json=empty)

    assert changed.json() == made | empty


@pytest.mark.rule("B-010")
async def test_a_template_of_another_account_is_not_found(http: httpx.AsyncClient) -> None:
    private = {"name": "private", "imageName": "mock/worker:1"}
    theirs = (await http.post("/v1/templates", json=private, headers=key("other"))).json()

    answer = await http.get(f"/v1/templates/{theirs['id']}")

    assert answer.status_code == 404
    assert answer.json() == {"error": "template not found", "status": 404}
