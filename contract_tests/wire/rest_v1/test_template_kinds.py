"""Three flags widen what is shown of templates; without its flag, a kind is not there."""

from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-051")]

KINDS = """
[[templates]]
id = "free"
name = "free"
imageName = "mock/worker:1"

[[templates]]
id = "mine"
name = "mine"
imageName = "mock/worker:1"
isServerless = true

[[templates]]
id = "shared"
name = "shared"
imageName = "mock/worker:1"
isPublic = true
owner = "community"

[[templates]]
id = "hidden"
name = "hidden"
imageName = "mock/worker:1"
owner = "community"

[[templates]]
id = "official"
name = "official"
imageName = "mock/worker:1"
owner = "runpod"

[[endpoints]]
id = "bound"
templateId = "mine"
"""
FLAGS = {
    "includePublicTemplates": "shared",
    "includeRunpodTemplates": "official",
    "includeEndpointBoundTemplates": "mine",
}


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    """A template of each kind. Bound ones are hidden, as one reading of the document has it."""
    world = tmp_path / "world.toml"
    world.write_text(KINDS)
    return {"data": str(world), "hide_all_bound_templates": True}


async def listed(http: httpx.AsyncClient, **asked: str) -> set[str]:
    return {each["id"] for each in (await http.get("/v1/templates", params=asked)).json()}


async def test_without_a_flag_only_the_accounts_own_are_listed(http: httpx.AsyncClient) -> None:
    assert await listed(http) == {"free"}


@pytest.mark.parametrize(("flag", "more"), FLAGS.items())
async def test_each_flag_lists_one_kind_more(http: httpx.AsyncClient, flag: str, more: str) -> None:
    assert await listed(http, **{flag: "true"}) == {"free", more}
    assert await listed(http, **{flag: "false"}) == {"free"}


async def test_all_flags_together_list_everything_that_is_public(http: httpx.AsyncClient) -> None:
    assert await listed(http, **dict.fromkeys(FLAGS, "true")) == {"free", *FLAGS.values()}


@pytest.mark.parametrize(("flag", "id"), FLAGS.items())
async def test_a_single_template_is_there_with_its_flag(
    http: httpx.AsyncClient, flag: str, id: str
) -> None:
    without = await http.get(f"/v1/templates/{id}")
    with_flag = await http.get(f"/v1/templates/{id}", params={flag: "true"})

    assert (without.status_code, without.json()["error"]) == (404, "template not found")
    assert (with_flag.status_code, with_flag.json()["id"]) == (200, id)


async def test_official_templates_say_so(http: httpx.AsyncClient) -> None:
    flags = dict.fromkeys(FLAGS, "true")

    shown = (await http.get("/v1/templates", params=flags)).json()

    assert [each["id"] for each in shown if each["isRunpod"]] == ["official"]


async def test_an_endpoint_shows_its_template_whatever_the_flags(http: httpx.AsyncClient) -> None:
    shown = (await http.get("/v1/endpoints/bound?includeTemplate=true")).json()

    assert shown["template"]["id"] == "mine"


@pytest.mark.parametrize("options", [{"data": "demo"}])
async def test_by_default_a_template_stays_listed_when_an_endpoint_uses_it(
    http: httpx.AsyncClient,
) -> None:
    assert await listed(http) == {"demotmpl01", "demotmpl02", "demotmpl03"}


@pytest.mark.parametrize("verb", ["PATCH", "DELETE"])
async def test_the_templates_of_others_cannot_be_touched(
    http: httpx.AsyncClient, verb: str
) -> None:
    refused = await http.request(verb, "/v1/templates/official", json={"readme": "mine now"})

    assert refused.status_code == 500
    assert refused.json()["error"].endswith("graphql: You do not own this template")


async def test_a_flag_that_is_neither_true_nor_false_is_refused(http: httpx.AsyncClient) -> None:
    refused = await http.get("/v1/templates?includeRunpodTemplates=maybe")

    assert refused.status_code == 400
    assert "includeRunpodTemplates" in refused.json()["error"]
