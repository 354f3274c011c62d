"""What an account may not do: no money, no quota, the wrong template."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import key
from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-022"), pytest.mark.rule("B-056")]

#: The demo world: $100, so a quota of ten workers, of which its three endpoints have one each.
LEFT = 7
QUOTA = (
    "Max workers across all endpoints must not exceed your workers quota (10). Reduce the max "
    "workers for other endpoints or lower the max worker count for this endpoint to at most {}."
)


def refusal(action: str, text: str) -> tuple[int, dict[str, Any]]:
    return 500, {"error": f"{action}: {action}: graphql: {text}", "status": 500}


def said(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    return answer.status_code, answer.json()


@pytest.mark.rule("B-141")
async def test_a_new_endpoint_must_be_within_the_quota(
    http: httpx.AsyncClient, new_template: Make
) -> None:
    wanted = {"templateId": (await new_template())["id"], "workersMax": LEFT + 1}

    refused = await http.post("/v1/endpoints", json=wanted)

    assert said(refused) == refusal("create endpoint", QUOTA.format(LEFT))


@pytest.mark.rule("B-141")
async def test_a_raise_must_be_within_the_quota(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made, _ = await new_endpoint(workersMax=2), await new_endpoint(workersMax=3)

    refused = await http.patch(f"/v1/endpoints/{made['id']}", json={"workersMax": 5})

    assert said(refused) == refusal("update endpoint", QUOTA.format(LEFT - 3))


@pytest.mark.rule("B-141")
async def test_the_quota_can_be_used_up_to_the_last_worker(new_endpoint: Make) -> None:
    assert (await new_endpoint(workersMax=LEFT))["workersMax"] == LEFT


@pytest.mark.rule("B-141")
@pytest.mark.parametrize("options", [{"worker_quota": 60}])
async def test_the_quota_can_be_set(new_endpoint: Make) -> None:
    assert (await new_endpoint(workersMax=57))["workersMax"] == 57


@pytest.mark.rule("B-027")
@pytest.mark.parametrize("options", [{"data": "empty"}])
async def test_without_money_there_is_no_endpoint(http: httpx.AsyncClient) -> None:
    broke = key("broke")
    body = {"name": "t", "imageName": "mock/worker:1", "isServerless": True}
    template = (await http.post("/v1/templates", json=body, headers=broke)).json()

    wanted = {"templateId": template["id"]}
    refused = await http.post("/v1/endpoints", json=wanted, headers=broke)

    no_money = "You must have at least $0.01 in your account balance to create an endpoint."
    assert said(refused) == refusal("create endpoint", no_money)


@pytest.mark.rule("B-027")
async def test_a_pod_template_makes_no_endpoint(
    http: httpx.AsyncClient, new_template: Make
) -> None:
    template = await new_template(isServerless=False)

    refused = await http.post("/v1/endpoints", json={"templateId": template["id"]})

    wrong = "Serverless endpoints cannot use pod templates. Please use a serverless template."
    assert said(refused) == refusal("create endpoint", wrong)


@pytest.mark.rule("B-027")
async def test_a_template_that_is_not_there_makes_no_endpoint(http: httpx.AsyncClient) -> None:
    refused = await http.post("/v1/endpoints", json={"templateId": "nope"})

    assert said(refused) == refusal("create endpoint", "Template nope not found")


@pytest.mark.rule("B-028")
async def test_a_template_serves_one_endpoint_at_a_time(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    one, other = await new_endpoint(), await new_endpoint()
    taken = {"templateId": one["templateId"]}

    created = await http.post("/v1/endpoints", json=taken)
    changed = await http.patch(f"/v1/endpoints/{other['id']}", json=taken)

    bound = "Template is already bound to an endpoint"
    assert said(created) == refusal("create endpoint", bound)
    assert said(changed) == refusal("update endpoint", bound)


@pytest.mark.rule("B-028")
async def test_a_template_is_free_again_when_its_endpoint_takes_another(
    http: httpx.AsyncClient, new_endpoint: Make, new_template: Make
) -> None:
    made, other = await new_endpoint(), await new_template()

    await http.patch(f"/v1/endpoints/{made['id']}", json={"templateId": other["id"]})

    assert (await new_endpoint(templateId=made["templateId"]))["version"] == 1


@pytest.mark.rule("B-028")
@pytest.mark.parametrize("options", [{"bind_templates": False}])
async def test_sharing_templates_can_be_allowed(new_endpoint: Make) -> None:
    one = await new_endpoint()

    other = await new_endpoint(templateId=one["templateId"])

    assert other["templateId"] == one["templateId"]


@pytest.mark.rule("B-027")
@pytest.mark.parametrize("options", [{"data": "empty"}])
async def test_the_first_rule_that_is_broken_is_the_one_named(http: httpx.AsyncClient) -> None:
    broke, wanted = key("broke"), {"templateId": "nope", "workersMax": 99}

    answers = [
        await http.post("/v1/endpoints", json=wanted | more, headers=broke)
        for more in ({"scaling": 1, "scalerType": "NO"}, {"scalerType": "NO"}, {})
    ]

    first, second, third = [answer.json()["error"] for answer in answers]
    assert first == "Extra input keys provided in request body"
    assert second.startswith("/scalerType ")
    assert third.endswith("Template nope not found")
