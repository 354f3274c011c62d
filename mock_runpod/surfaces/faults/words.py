"""What is said in place of an answer, in the words of the API that was asked."""

import math
from typing import Any

import orjson

from mock_runpod.model import Fault
from mock_runpod.runtime.faults.words import texts
from mock_runpod.surfaces.kit import JSON, Call, Reply, reply

PLAIN = (b"content-type", b"text/plain; charset=utf-8")
PAGE = (b"content-type", b"text/html; charset=utf-8")
#: GraphQL's own words when it says nothing in particular.
GENERIC = "generic"


def refusal(call: Call, fault: Fault) -> Reply:
    says = fault.says
    if "body" in says:
        answer = _as_it_is(says["body"], says.get("status", 500))
    elif call.dialect.name == "graphql":
        answer = _graphql(call, fault)
    else:
        answer = _rest(call, fault)
    if "retry_after" in says:
        answer.headers.append((b"retry-after", b"%d" % math.ceil(says["retry_after"])))
    return answer


def _as_it_is(body: Any, status: int) -> Reply:
    if not isinstance(body, str):
        return Reply(status, orjson.dumps(body), [JSON])
    kind = PAGE if body.lstrip().startswith("<") else PLAIN
    return Reply(status, body.encode(), [kind])


def _rest(call: Call, fault: Fault) -> Reply:
    """A named text may read differently in REST v2, which adds nothing before it (B-180)."""
    text, status = fault.says.get("text"), fault.says.get("status")
    if (row := texts().get(text or "")) is not None:
        newer = call.dialect.name == "rest_v2"
        text = row["plain" if newer else "text"]
        status = status or row["v2Status" if newer else "status"]
    return call.dialect.complain(call, status or 500, text and _filled(call, text))


def _graphql(call: Call, fault: Fault) -> Reply:
    """Failures mostly have status 200, and `data` is null (B-209)."""
    says = fault.says
    row = texts().get(says.get("text") or GENERIC)
    text = _filled(call, row["plain"] if row else says["text"])
    code = says.get("code") or (row["code"] if row else "RUNPOD")
    error = {"message": text, "extensions": {"code": code}}
    return reply({"errors": [error], "data": None}, says.get("status") or 200)


def _filled(call: Call, text: str) -> str:
    places = call.driver.world.catalog.data_centers.values()
    fit = ", ".join(place.id for place in places if place.network_volume)
    return text.replace("{dataCenters}", fit)
