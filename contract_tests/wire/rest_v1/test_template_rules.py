"""Unique names, no volumes for serverless, and no deleting what is or was just in use."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance, key
from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-055")]

IN_USE = "Template is in use by a pod or serverless endpoint and cannot be deleted"
PLAIN = {"name": "plain", "imageName": "mock/worker:1"}


def refusal(action: str, text: str) -> tuple[int, dict[str, Any]]:
    return 500, {"error": f"{action}: {action}: graphql: {text}", "status": 500}


def said(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    return answer.status_code, answer.json()


@pytest.mark.rule("B-049")
async def test_a_name_is_taken_once(http: httpx.AsyncClient, new_template: Make) -> None:
    one, other = await new_template(name="one"), await new_template(name="other")

    created = await http.post("/v1/templates", json=PLAIN | {"name": "one"})
    renamed = await http.patch(f"/v1/templates/{other['id']}", json={"name": "one"})
    same = await http.patch(f"/v1/templates/{one['id']}", json={"name": "one"})

    assert said(created) == refusal("create template", "Template name must be unique.")
    assert said(renamed) == refusal("update template", "Template name must be unique.")
    assert same.json() == one


@pytest.mark.rule("B-049")
async def test_another_account_may_take_the_name(
    http: httpx.AsyncClient, new_template: Make
) -> None:
    await new_template(name="plain")

    assert (await http.post("/v1/templates", json=PLAIN, headers=key("other"))).status_code == 200


@pytest.mark.rule("B-050")
async def test_a_serverless_template_has_no_volume(
    http: httpx.AsyncClient, new_template: Make
) -> None:
    made, none = await new_template(), "Serverless templates cannot have a volume; {}"

    with_volume = PLAIN | {"isServerless": True, "volumeInGb": 20}
    created = await http.post("/v1/templates", json=with_volume)
    changed = await http.patch(f"/v1/templates/{made['id']}", json={"volumeInGb": 1})

    none = none.format("volumeInGb must be 0.")
    assert said(created) == refusal("create template", none)
    assert said(changed) == refusal("update template", none)


async def test_a_template_nobody_used_goes_at_once(
    http: httpx.AsyncClient, new_template: Make
) -> None:
    at = f"/v1/templates/{(await new_template())['id']}"

    deleted = await http.delete(at)

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (await http.get(at)).status_code == 404
    assert (await http.delete(at)).status_code == 404


async def test_a_template_in_use_stays(http: httpx.AsyncClient, new_endpoint: Make) -> None:
    at = f"/v1/templates/{(await new_endpoint())['templateId']}"

    refused = await http.delete(at)

    assert said(refused) == refusal("delete template", IN_USE)
    assert (await http.get(at)).status_code == 200


async def test_a_template_stays_for_two_minutes_after_its_last_use(
    http: httpx.AsyncClient, advance: Advance, new_endpoint: Make
) -> None:
    made = await new_endpoint()
    at = f"/v1/templates/{made['templateId']}"
    await http.delete(f"/v1/endpoints/{made['id']}")

    await advance(119)
    early = await http.delete(at)
    await advance(1)
    late = await http.delete(at)

    assert said(early) == refusal("delete template", IN_USE)
    assert late.status_code == 204


async def test_leaving_a_template_for_another_counts_as_use(
    http: httpx.AsyncClient, advance: Advance, new_endpoint: Make, new_template: Make
) -> None:
    made, other = await new_endpoint(), await new_template()
    await advance(1_000)
    await http.patch(f"/v1/endpoints/{made['id']}", json={"templateId": other["id"]})

    refused = await http.delete(f"/v1/templates/{made['templateId']}")

    assert said(refused) == refusal("delete template", IN_USE)


@pytest.mark.parametrize("options", [{"template_grace_s": 0}])
async def test_the_grace_period_can_be_switched_off(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint()
    await http.delete(f"/v1/endpoints/{made['id']}")

    assert (await http.delete(f"/v1/templates/{made['templateId']}")).status_code == 204
