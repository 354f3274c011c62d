"""What is secret goes in and never comes out again: not in the state, the events or the log."""

from typing import Any

import httpx
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
