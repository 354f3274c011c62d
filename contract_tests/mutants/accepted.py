"""Mistakes that are accepted, and what is right but is not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contract_tests.mutants.edits import Edit, accepts, asked_as, dropped, unless_said
from contract_tests.mutants.exchange import (
    Answer,
    Exchange,
    Fault,
    Mutant,
    Request,
    Rows,
    answer,
)

CREATE, UPDATE = "POST /v1/endpoints", "PATCH /v1/endpoints/*"
CREATE_TEMPLATE = "POST /v1/templates"
RUN, RUNSYNC = "POST /v2/*/run", "POST /v2/*/runsync"
#: What the body of an endpoint may hold, and that of a job.
KNOWN = {
    *("executionTimeoutMs", "flashboot", "idleTimeout", "name", "scalerType", "scalerValue"),
    *("workersMax", "workersMin"),
    *("allowedCudaVersions", "computeType", "cpuFlavorIds", "dataCenterIds", "gpuCount"),
    *("gpuTypeIds", "minCudaVersion", "networkVolumeId", "networkVolumeIds", "templateId"),
    "vcpuCount",
}
KNOWN_OF_JOBS = {"input", "webhook", "policy", "s3Config"}


def kept(*, only: bool) -> Callable[[Any], Any]:
    """Of a body what it may hold; what it may not is let in without a word."""
    return lambda data: {key: data[key] for key in data if (key in KNOWN) is only}


def at_most(key: str, most: int) -> Edit:
    """Too much is cut to what goes, with no complaint."""

    def cut(value: Any) -> Any:
        return value[:most] if isinstance(value, str) else min(value, most)

    return lambda data: {**data, key: cut(data[key])} if key in data else data


def at_least(key: str, least: int) -> Edit:
    return lambda data: {**data, key: max(data[key], least)} if _is_number(data, key) else data


def _is_number(data: Any, key: str) -> bool:
    return isinstance(data.get(key), int)


def from_text(data: Any) -> Any:
    """`"5"` is taken for 5."""
    return {k: int(v) if isinstance(v, str) and v.isdigit() else v for k, v in data.items()}


async def template_made_up(exchange: Exchange) -> Answer:
    """An endpoint without a template gets any."""
    said, body = await exchange.serve(exchange.request), exchange.request.json
    if said.status != 400 or not isinstance(body, dict) or "templateId" in body:
        return said
    template = {"name": f"made up for {id(exchange)}", "imageName": "x", "isServerless": True}
    there = replace(exchange.request.to("/v1/templates"), query="")
    made = await exchange.serve(there.said(template))
    return await exchange.serve(exchange.request.said({**body, "templateId": made.json["id"]}))


async def name_taken_twice(exchange: Exchange) -> Answer:
    """Two templates have one name."""
    said, body = await exchange.serve(exchange.request), exchange.request.json
    if said.status != 500 or not isinstance(body, dict):
        return said
    other = exchange.request.said({**body, "name": f"{body['name']} ({id(exchange)})"})
    made = await exchange.serve(other)
    return made.said({**made.json, "name": body["name"]}) if made.good else made


async def never_malformed(exchange: Exchange) -> Answer:
    """What is no JSON is an empty input."""
    said = await exchange.serve(exchange.request)
    if said.status != 400 or exchange.request.json is not None:
        return said
    return await exchange.serve(exchange.request.said({"input": {}}))


async def unknown_key_refused(exchange: Exchange) -> Answer:
    """As REST v1 does; here they are accepted (B-065)."""
    body = exchange.request.json
    if isinstance(body, dict) and set(body) - KNOWN_OF_JOBS:
        return answer({"status": 400, "title": "Bad Request", "detail": "unknown key"}, 400)
    return await exchange.serve(exchange.request)


def only_get(request: Request) -> Request:
    """The official Go client POSTs what others GET, and is not heard (B-064)."""
    return replace(request, method="PUT") if request.method == "POST" else request


ENDPOINTS: list[tuple[str, str, str, Fault]] = [
    ("unknown-key-accepted", CREATE, "a key that is not in the schema", accepts(kept(only=True))),
    ("unknown-key-accepted-in-update", UPDATE, "a key that is not in the schema",
     accepts(kept(only=True))),
    ("template-not-required", CREATE, "no templateId", template_made_up),
    ("long-name-accepted", CREATE, "a name of 192 letters", accepts(at_most("name", 191))),
    ("long-idle-accepted", CREATE, "an idleTimeout of 3601", accepts(at_most("idleTimeout", 3600))),
    ("long-idle-accepted-in-update", UPDATE, "an idleTimeout of 3601",
     accepts(at_most("idleTimeout", 3600))),
    ("no-idle-accepted", CREATE, "an idleTimeout of 0", accepts(at_least("idleTimeout", 1))),
    ("no-gpu-accepted", CREATE, "a gpuCount of 0", accepts(at_least("gpuCount", 1))),
    ("no-scaler-accepted", CREATE, "a scalerValue of 0", accepts(at_least("scalerValue", 1))),
    ("negative-workers-accepted", CREATE, "workersMin of -1", accepts(at_least("workersMin", 0))),
    ("unknown-scaler-accepted", CREATE, "a scalerType that is none",
     accepts(dropped("scalerType"))),
    ("unknown-gpu-accepted", CREATE, "a GPU that is none", accepts(dropped("gpuTypeIds"))),
    ("unknown-place-accepted", CREATE, "a data center that is none",
     accepts(dropped("dataCenterIds"))),
    ("text-for-number-accepted", CREATE, 'a `"5"` for 5', accepts(from_text)),
    ("template-name-taken-twice", CREATE_TEMPLATE, "two templates have one name", name_taken_twice),
    ("template-image-not-required", CREATE_TEMPLATE, "no imageName",
     accepts(unless_said(imageName="x"))),
]  # fmt: skip

JOBS: list[tuple[str, str, str, Fault]] = [
    ("run-without-input", RUN, "a job without input", accepts(unless_said(input={}))),
    ("runsync-without-input", RUNSYNC, "a job without input", accepts(unless_said(input={}))),
    ("run-malformed", RUN, "a body that is no JSON", never_malformed),
    ("run-any-webhook", RUN, "a webhook that is no address", accepts(dropped("webhook"))),
    ("run-any-policy", RUN, "a policy beyond its limits", accepts(dropped("policy"))),
    ("run-unknown-key-refused", RUN, "an unknown key is refused", unknown_key_refused),
    ("status-only-get", "POST /v2/*/status/*", "a POST is not heard", asked_as(only_get)),
    ("status-sync-only-get", "POST /v2/*/status-sync/*", "a POST is not heard", asked_as(only_get)),
    ("stream-only-get", "POST /v2/*/stream/*", "a POST is not heard", asked_as(only_get)),
]  # fmt: skip


def rows() -> Rows:
    for name, at, breaks, fault in (*ENDPOINTS, *JOBS):
        yield Mutant(name, at, f"accepted: {breaks}" if "accepted" in name else breaks, fault)
