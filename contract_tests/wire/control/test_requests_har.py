"""The journal as an HTTP archive, held against what HAR 1.2 requires; and no secret in it."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio
TEXT, NUMBER, LIST, OBJECT = ({"type": t} for t in ("string", "number", "array", "object"))


def parts(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(fields), "properties": fields}


def every(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


PAIRS = every(parts(name=TEXT, value=TEXT))
HAR = parts(
    log=parts(
        version={"const": "1.2"},
        creator=parts(name=TEXT, version=TEXT),
        entries=every(
            parts(
                startedDateTime={"type": "string", "format": "date-time"},
                time=NUMBER,
                request=parts(
                    method=TEXT,
                    url={"type": "string", "pattern": "^http://"},
                    httpVersion=TEXT,
                    cookies=LIST,
                    headers=PAIRS,
                    queryString=PAIRS,
                    headersSize=NUMBER,
                    bodySize=NUMBER,
                ),
                response=parts(
                    status=NUMBER,
                    statusText=TEXT,
                    httpVersion=TEXT,
                    cookies=LIST,
                    headers=PAIRS,
                    content=parts(size=NUMBER, mimeType=TEXT),
                    redirectURL=TEXT,
                    headersSize=NUMBER,
                    bodySize=NUMBER,
                ),
                cache=OBJECT,
                timings=parts(send=NUMBER, wait=NUMBER, receive=NUMBER),
            )
        ),
    )
)


async def test_the_archive_has_all_that_the_format_requires(http: httpx.AsyncClient) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    await http.post("/v2/demo/run?ttl=20000", json={"input": {"prompt": "ä cat"}})
    await http.get("/v1/endpoints/none")
    await http.delete("/v1/endpoints/demo")
    await http.post("/v2/demo/run", content=b"\xff")
    archive = (await http.get("/__mock/requests.har")).json()

    jsonschema.validate(archive, HAR)
    first, *_, last = archive["log"]["entries"]
    assert first["request"]["url"] == "http://127.0.0.1:8642/v2/demo/run?ttl=20000"
    assert first["request"]["postData"] == {
        "mimeType": "application/json",
        "text": '{"input":{"prompt":"ä cat"}}',
    }
    assert first["startedDateTime"] == "2026-01-01T00:00:00.000Z"
    assert (last["request"]["bodySize"], last["request"]["postData"]["text"]) == (1, "")
    assert [each["response"]["status"] for each in archive["log"]["entries"]] == [
        *(200, 404, 204, 404)
    ]


SECRETS = {
    "headers": {
        **{"Cookie": "planted-1", "X-Api-Token": "planted-2", "Proxy-Authorization": "planted-3"},
        **{"X-Mock-Admin-Token": "planted-4", "X-Secret": "planted-5"},
    },
    "params": {"api_key": "planted-6", "access_token": "planted-7"},
    "json": {
        **{"name": "secretive", "imageName": "mock/worker:1", "isServerless": True},
        "env": {"HF_TOKEN": "planted-8"},
    },
}


async def test_no_secret_is_in_anything_that_shows_requests(http: httpx.AsyncClient) -> None:
    s3 = {"accessId": "planted-9", "accessSecret": "planted-10", "bucketName": "planted-11"}
    query = 'mutation { saveTemplate(input: {env: [{key: "A", value: "planted-12"}]}) { id } }'
    (await http.post("/v1/templates", **SECRETS)).raise_for_status()  # type: ignore[arg-type]
    await http.get("/v1/templates")
    await http.post("/v2/demo/run", json={"input": 1, "s3Config": s3})
    await http.post("/graphql", json={"query": query})
    await http.post("/v1/templates", content=b'{"env": {"A": "planted-13"')
    await http.get("/nowhere?api_key=planted-14")
    await http.get("/nowhere", headers={"Authorization": "planted-15"})

    shown = ""
    for path in ("requests", "requests?stray=1", "requests/unmatched", "near-misses"):
        shown += (await http.get(f"/__mock/{path}")).text
    shown += (await http.get("/__mock/requests.har")).text
    shown += (await http.post("/__mock/requests/find", json={"on": "GET /none"})).text
    assert "planted" not in shown
    assert "rpa_mock_steered" not in shown
    assert '"HF_TOKEN":"***"' in shown  # the names are shown, which helps
