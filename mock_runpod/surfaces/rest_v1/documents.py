"""GET /v1/openapi.json and /v1/docs: what is served here, for machines and for people."""

from functools import cache
from html import escape
from typing import Any

from mock_runpod.surfaces import openapi
from mock_runpod.surfaces.kit import Call, Reply, Route, reply
from mock_runpod.surfaces.rest_v1 import endpoints, templates

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>mock_runpod: REST v1</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto }}
td {{ padding: .2rem 1rem .2rem 0; vertical-align: top }}
code {{ white-space: nowrap }}
</style>
<h1>REST v1, as this mock serves it</h1>
<p>For machines: <a href="openapi.json">openapi.json</a>. Send any key as
<code>Authorization: Bearer KEY</code>.</p>
<table>{rows}</table>
"""


@cache
def document() -> dict[str, Any]:
    return openapi.document("mock_runpod REST v1", "/v1", routes)


async def spec(call: Call) -> Reply:
    """This API as an OpenAPI document; needs no key (B-005)."""
    return reply(document())


async def docs(call: Call) -> Reply:
    """This API as a page to read; needs no key and nothing from elsewhere."""
    rows = "".join(
        f"<tr><td><code>{verb.upper()} /v1{escape(path)}</code><td>{escape(says['summary'])}"
        for path, verbs in document()["paths"].items()
        for verb, says in verbs.items()
    )
    return Reply(
        200, PAGE.format(rows=rows).encode(), [(b"content-type", b"text/html; charset=utf-8")]
    )


routes = [
    *endpoints.routes,
    *templates.routes,
    Route("GET", "/openapi.json", spec, open=True),
    Route("GET", "/docs", docs, open=True),
]
