"""What is secret goes in and never comes out again: not in the state, the events or the log."""

from typing import Any

import httpx
import orjson
import pytest

from mock_runpod.app import App

pytestmark = pytest.mark.anyio
SECRETS = ("planted-key", "planted-env", "planted-s3", "planted-query", "planted-token")
S3 = {
    **{"accessId": "planted-s3-id", "accessSecret": "planted-s3-secret"},
    **{"bucketName": "planted-s3-bucket", "endpointUrl": "https://planted-s3.test"},
}
TEMPLATE = {
    **{"name": "secretive", "imageName": "mock/worker:1", "isServerless": True},
    "env": {"API_TOKEN": "planted-env-value"},
}


@pytest.fixture
def options() -> dict[str, Any]:
    return {
        "keys": ["planted-key-1", "rpa_mock_planted-key-2"],
        "admin_token": "planted-token",
        "log_level": "debug",
    }


async def story(http: httpx.AsyncClient) -> None:
    """Everything that takes a secret is used, rightly and wrongly."""
    made = (await http.post("/v1/templates", json=TEMPLATE)).raise_for_status().json()
    await http.patch(f"/v1/templates/{made['id']}", json={"env": {"OTHER": "planted-env-two"}})
    await http.post("/v1/templates", json=TEMPLATE)
    await http.post("/v1/endpoints", json={"templateId": made["id"], "name": "secretive"})
    await http.get("/v1/endpoints?includeWorkers=true&includeTemplate=true")
    submission = {"input": 1, "s3Config": S3, "webhook": "http://127.0.0.1:1/?t=planted-query"}
    (await http.post("/v2/demo/run", json=submission)).raise_for_status()
    await http.post("/v2/demo/run", json=submission | {"policy": {"ttl": 1}})
    await http.get("/v2/demo/health?api_key=planted-query-key")
    await http.get("/v2/demo/health", headers={"Authorization": "Bearer planted-key-unknown"})
    await http.get("/nowhere?api_key=planted-query-key")
    await http.post("/__mock/clock/advance", json={"seconds": 100})
    await http.post("/__mock/clock/advance", json={"seconds": "planted"})


async def test_no_secret_is_ever_shown_or_logged(
    app: App, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "mock_runpod")
    http.headers["Authorization"] = "Bearer planted-key-1"
    http.headers["X-Mock-Admin-Token"] = "planted-token"
    await story(http)

    shown = {"log": caplog.text + str([vars(record) for record in caplog.records])}
    for path in ("state", "events", "config", "worlds", "clock", "health"):
        shown[path] = (await http.get(f"/__mock/{path}")).raise_for_status().text
    for place, text in shown.items():
        shown[place] = text.replace("http://127.0.0.1:1/?t=planted-query", "")
    leaks = [
        (place, secret) for place, text in shown.items() for secret in SECRETS if secret in text
    ]
    assert leaks == []
    assert '"OTHER":"***"' in shown["state"]  # the names are shown, which helps
    assert "accessSecret" in shown["events"]
    assert "/v2/demo/run" in shown["log"]


LEAKY = [
    ("/v1/templates", {"name": "t", "imageName": "i", "env": "planted"}),
    ("/v1/templates", {"name": "t", "imageName": "i", "env": [{"key": "A", "value": "planted"}]}),
    ("/v2/demo/run", {"input": 1, "s3Config": "planted"}),
    ("/v2/demo/run", b'{"input": 1, "s3Config": {"accessSecret": "planted'),
    ("/v2/demo/run", b'{"input": 1, "apiKey": "planted'),
    ("/v2/demo/run", {"input": 1, "webhook": "http://me:planted@127.0.0.1:1/?a=1&token=planted"}),
    ("/v2/demo/run", {"input": 1, "webhook": "ftp://me:planted@127.0.0.1:1/"}),
    ("/v2/nowhere/run", {"input": 1, "s3Config": {"accessSecret": "planted"}}),
    ("/graphql", {"query": 'mutation { save(input: {env: [{key: "A", value: "planted"}]}) }'}),
    (
        "/graphql",
        {"query": "m", "variables": {"input": {"env": [{"key": "A", "value": "planted"}]}}},
    ),
    ("/graphql", {"query": 'mutation { save(input: {password: "planted"}) }'}),
]


@pytest.mark.parametrize("options", [{}])
@pytest.mark.parametrize(("path", "body"), LEAKY)
async def test_what_is_secret_in_a_body_is_hidden_however_it_is_put(
    http: httpx.AsyncClient, path: str, body: Any
) -> None:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    await http.post(path, content=content)
    await http.post("/__mock/clock/advance", json={"seconds": 100})

    for seen in ("requests", "requests.har", "requests/unmatched", "state", "events", "jobs"):
        shown = (await http.get(f"/__mock/{seen}")).raise_for_status().text
        assert "planted" not in shown, seen
    requests = (await http.get("/__mock/requests")).json()
    assert [each["path"] for each in requests["requests"]] == [path]


@pytest.mark.parametrize("options", [{}])
async def test_what_is_the_users_own_is_shown(http: httpx.AsyncClient) -> None:
    given = {"token": "mine", "env": {"A": "mine"}, "text": "api_key: mine"}
    await http.post("/v2/demo/run", json={"input": given, "webhook": "http://127.0.0.1:1/hook?n=1"})

    (request,) = (await http.get("/__mock/requests")).json()["requests"]
    assert request["body"] == {"input": given, "webhook": "http://127.0.0.1:1/hook?n=1"}


@pytest.mark.parametrize("options", [{}])
@pytest.mark.parametrize("spoilt", ["planted", ["planted"], [{"A": "planted"}]])
async def test_a_snapshot_that_is_refused_is_not_quoted(
    http: httpx.AsyncClient, spoilt: Any
) -> None:
    await http.post("/v2/demo/run", json={"input": 1, "s3Config": S3})
    await http.put("/__mock/snapshots/base")
    document = (await http.get("/__mock/snapshots/base")).json()
    document["records"]["Job"][0]["asked"]["s3_config"] = spoilt
    refused = await http.post("/__mock/load", json=document)

    assert refused.status_code == 400
    assert "planted" not in refused.text
