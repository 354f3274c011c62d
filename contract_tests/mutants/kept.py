"""What is asked for is not done, not kept, or done to more than was asked for."""

from typing import Any

from contract_tests.mutants.edits import asked_as, dropped, says, understands, unless_said
from contract_tests.mutants.exchange import Answer, Exchange, Fault, Mutant, Rows

CREATE, LIST = "POST /v1/endpoints", "GET /v1/endpoints"
READ, UPDATE = "GET /v1/endpoints/*", "PATCH /v1/endpoints/*"
TWIN, DELETE = "POST /v1/endpoints/*/update", "DELETE /v1/endpoints/*"
CREATE_TEMPLATE, TEMPLATES = "POST /v1/templates", "GET /v1/templates"
UPDATE_TEMPLATE, DELETE_TEMPLATE = "PATCH /v1/templates/*", "DELETE /v1/templates/*"
#: What an endpoint has when nothing is said (B-029).
USUAL = {"idleTimeout": 5, "scalerValue": 4, "workersMin": 0, "executionTimeoutMs": 600_000}
#: Changes of these are no new version of what runs (B-037).
IN_PLACE = frozenset(
    {"executionTimeoutMs", "flashboot", "idleTimeout", "name", "scalerType", "scalerValue"}
    | {"workersMax", "workersMin"}
)


def flag(name: str, value: str | None) -> Fault:
    return asked_as(lambda request: request.asking(**{name: value}))


async def not_kept(exchange: Exchange) -> Answer:
    """Answers that it is done, and then everything is as before."""
    before = await exchange.serve(exchange.request.reading())
    after = await exchange.serve(exchange.request)
    if after.good:
        undone = {key: before.json[key] for key in exchange.request.json if key in before.json}
        await exchange.serve(exchange.request.said(undone))
    return after


async def tells_the_old(exchange: Exchange) -> Answer:
    """Does it, and answers with what was before."""
    before = await exchange.serve(exchange.request.reading())
    after = await exchange.serve(exchange.request)
    return before if after.good else after


async def not_deleted(exchange: Exchange) -> Answer:
    """Says so, and keeps it."""
    said = await exchange.serve(exchange.request.reading())
    return Answer(status=204) if said.good else said


async def version_stays(exchange: Exchange) -> Answer:
    before = await exchange.serve(exchange.request.reading())
    after = await exchange.serve(exchange.request)
    if not after.good:
        return after
    return after.said({**after.json, "version": before.json["version"]})


async def version_always(exchange: Exchange) -> Answer:
    """It counts changes in place, too."""
    said = await exchange.serve(exchange.request)
    if not said.good or set(exchange.request.json or ()) - IN_PLACE:
        return said
    return said.said({**said.json, "version": said.json["version"] + 1})


async def another_endpoint(exchange: Exchange) -> Answer:
    """The first of the list, for whoever asks for one that is there."""
    said = await exchange.serve(exchange.request)
    if not said.good:
        return said
    listed = await exchange.serve(exchange.request.reading("/v1/endpoints"))
    return await exchange.serve(exchange.request.to(f"/v1/endpoints/{listed.json[0]['id']}"))


def without_zero_workers(body: Any) -> Any:
    return {k: v for k, v in body.items() if v != 0 or not k.startswith("workers")}


async def env_merged(exchange: Exchange) -> Answer:
    """New variables beside the old ones, where they take their place (B-053)."""
    body = exchange.request.json
    if not isinstance(body, dict) or "env" not in body:
        return await exchange.serve(exchange.request)
    before = await exchange.serve(exchange.request.reading())
    env = {**before.json["env"], **body["env"]} if before.good else body["env"]
    return await exchange.serve(exchange.request.said({**body, "env": env}))


ENDPOINTS: list[tuple[str, str, str, Fault]] = [
    ("idle-timeout-default", CREATE, "10 seconds where 5 are usual",
     understands(unless_said(idleTimeout=10))),
    ("workers-max-default", CREATE, "one worker where three are usual",
     understands(unless_said(workersMax=1))),
    ("scaler-default", CREATE, "another scaler than usual",
     understands(unless_said(scalerType="REQUEST_COUNT"))),
    ("flashboot-default", CREATE, "FlashBoot is off unless asked for",
     understands(unless_said(flashboot=False))),
    ("timeout-default", CREATE, "five minutes where ten are usual",
     understands(unless_said(executionTimeoutMs=300_000))),
    ("create-forgets-name", CREATE, "the name is not kept", understands(dropped("name"))),
    ("create-forgets-gpus", CREATE, "the GPUs are not kept", understands(dropped("gpuTypeIds"))),
    ("create-forgets-places", CREATE, "the data centers are not kept",
     understands(dropped("dataCenterIds"))),
    ("create-is-gpu", CREATE, "a CPU endpoint becomes one of GPUs",
     understands(dropped("computeType"))),
    ("update-not-kept", UPDATE, "said to be changed, and is not", not_kept),
    ("update-tells-the-old", UPDATE, "changed, and tells what was", tells_the_old),
    ("update-resets", UPDATE, "what is not said falls back to what is usual",
     understands(unless_said(**USUAL))),
    ("update-resets-name", UPDATE, "what is not said loses its name",
     understands(unless_said(name=""))),
    ("update-forgets-zero", UPDATE, "zero is taken for nothing said",
     understands(without_zero_workers)),
    ("twin-does-nothing", TWIN, "the POST twin of PATCH changes nothing", not_kept),
    ("twin-missing", TWIN, "PATCH has no POST twin", asked_as(lambda r: r.to(r.path + "s"))),
    ("delete-does-nothing", DELETE, "said to be deleted, and is still there", not_deleted),
    ("version-stays", UPDATE, "a new template is no new version", version_stays),
    ("version-always", UPDATE, "a change in place is a new version", version_always),
    ("another-endpoint", READ, "everybody gets the first endpoint", another_endpoint),
    ("template-flag-ignored", READ, "the template is not shown when asked for",
     flag("includeTemplate", None)),
    ("template-flag-on", READ, "the template is shown unasked", flag("includeTemplate", "true")),
    ("workers-flag-ignored", READ, "workers are not shown when asked for",
     flag("includeWorkers", None)),
    ("workers-flag-on", READ, "workers are shown unasked", flag("includeWorkers", "true")),
    ("list-template-flag-ignored", LIST, "templates are not shown when asked for",
     flag("includeTemplate", None)),
    ("list-template-flag-on", LIST, "templates are shown unasked", flag("includeTemplate", "true")),
    ("list-workers-flag-ignored", LIST, "workers are not shown when asked for",
     flag("includeWorkers", None)),
    ("list-workers-flag-on", LIST, "workers are shown unasked", flag("includeWorkers", "true")),
    ("list-is-empty", LIST, "the list is empty", says(lambda data: [])),
]  # fmt: skip

TEMPLATE: list[tuple[str, str, str, Fault]] = [
    ("template-forgets-env", CREATE_TEMPLATE, "variables are not kept",
     understands(dropped("env"))),
    ("template-disk-default", CREATE_TEMPLATE, "20 GB of disk where 50 are usual",
     understands(unless_said(containerDiskInGb=20))),
    ("template-update-not-kept", UPDATE_TEMPLATE, "said to be changed, and is not", not_kept),
    ("template-env-merged", UPDATE_TEMPLATE, "new variables are put beside the old ones",
     env_merged),
    ("template-update-resets", UPDATE_TEMPLATE, "what is not said is lost",
     understands(unless_said(readme="", env={}))),
    ("template-delete-does-nothing", DELETE_TEMPLATE, "said to be deleted, and is still there",
     not_deleted),
    ("templates-official-unasked", TEMPLATES, "official templates are shown unasked",
     flag("includeRunpodTemplates", "true")),
    ("templates-flag-ignored", TEMPLATES, "official templates are not shown when asked for",
     flag("includeRunpodTemplates", None)),
]  # fmt: skip


def rows() -> Rows:
    for name, at, breaks, fault in (*ENDPOINTS, *TEMPLATE):
        yield Mutant(name, at, breaks, fault)
