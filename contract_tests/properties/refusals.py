"""Requests that must be refused, each by the dialect it is sent to, and why."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hypothesis import strategies as st

from mock_runpod import strategies
from mock_runpod.strategies import Misfit
from mock_runpod.surfaces.control import app as control
from mock_runpod.surfaces.kit import Dialect
from mock_runpod.surfaces.rest_v1 import app as rest_v1
from mock_runpod.surfaces.serverless import app as serverless

ROOMS = ((rest_v1.DIALECT, "/v1"), (serverless.DIALECT, "/v2"), (control.DIALECT, "/__mock"))


class Refusal(NamedTuple):
    """`at` is the JSON pointer of a mistake in the body, if that is what is wrong."""

    dialect: str
    method: str
    target: str
    body: Any = None
    at: str = ""


def misfits(dialect: str, method: str, target: str, bodies: Any) -> st.SearchStrategy[Refusal]:
    def sent(misfit: Misfit) -> Refusal:
        return Refusal(dialect, method, target, misfit.body, misfit.at)

    found: st.SearchStrategy[Refusal] = bodies.map(sent)
    return found


MISFITS = st.one_of(
    misfits(
        "rest_v1",
        "POST",
        "/v1/endpoints",
        strategies.invalid_endpoint_creates(template_ids=["freetmpl01"]),
    ),
    misfits("rest_v1", "PATCH", "/v1/endpoints/busy", strategies.invalid_endpoint_updates()),
    misfits("rest_v1", "POST", "/v1/endpoints/busy/update", strategies.invalid_endpoint_updates()),
    misfits("rest_v1", "POST", "/v1/templates", strategies.invalid_template_creates()),
    misfits("rest_v1", "PATCH", "/v1/templates/freetmpl01", strategies.invalid_template_updates()),
    misfits("serverless", "POST", "/v2/busy/run", strategies.invalid_job_submissions()),
    misfits("serverless", "POST", "/v2/busy/runsync", strategies.invalid_job_submissions()),
)


def create(**body: Any) -> Refusal:
    return Refusal(
        "rest_v1", "POST", "/v1/endpoints", {"templateId": "freetmpl01", "workersMax": 1} | body
    )


def update(**body: Any) -> Refusal:
    return Refusal("rest_v1", "PATCH", "/v1/endpoints/busy", body)


def make(**body: Any) -> Refusal:
    return Refusal(
        "rest_v1", "POST", "/v1/templates", {"name": "new", "imageName": "mock/new:1"} | body
    )


#: Well-formed, and against a rule.
AGAINST_RULES = (
    create(templateId="notthere01"),
    create(templateId="podtmpl001"),
    create(templateId="busytmpl01"),
    create(workersMax=99),
    create(networkVolumeId="notthere01"),
    create(networkVolumeIds=["volume0002", "volume0003"]),
    create(computeType="CPU", vcpuCount=3),
    create(computeType="CPU", cpuFlavorIds=["cpu3c"], vcpuCount=64),
    update(templateId="notthere01"),
    update(templateId="podtmpl001"),
    update(workersMax=99),
    update(networkVolumeId="notthere01", workersMax=1),
    update(networkVolumeIds=["volume0002", "volume0003"], idleTimeout=9),
    make(name="in use"),
    make(isServerless=True, volumeInGb=1),
    Refusal("rest_v1", "PATCH", "/v1/templates/freetmpl01", {"name": "in use", "readme": "new"}),
    Refusal("rest_v1", "PATCH", "/v1/templates/freetmpl01", {"volumeInGb": 1, "readme": "new"}),
    Refusal("rest_v1", "DELETE", "/v1/templates/busytmpl01"),
    Refusal("serverless", "POST", "/v2/busy/retry/{done}"),
    Refusal("serverless", "POST", "/v2/busy/retry/{running}"),
    Refusal("serverless", "GET", "/v2/busy/status/{running}?ttl=9999"),
    Refusal("serverless", "GET", "/v2/busy/status/{running}?ttl=soon"),
    Refusal("serverless", "POST", "/v2/busy/run?ttl=1", {"input": 1}),
    Refusal("serverless", "POST", "/v2/busy/runsync?wait=long", {"input": 1}),
    Refusal("control", "POST", "/__mock/clock", {"mode": "backwards"}),
    Refusal("control", "POST", "/__mock/clock/advance", {"seconds": -1}),
    Refusal("control", "POST", "/__mock/clock/advance", {"seconds": 1, "by": "1s"}),
    Refusal("control", "POST", "/__mock/clock/advance", {"by": "a while"}),
    Refusal("control", "PATCH", "/__mock/config", {"bind_templates": False, "boot": 1}),
    Refusal("control", "PATCH", "/__mock/config", {"bind_templates": False, "boot_s": "long"}),
    Refusal("control", "DELETE", "/__mock/worlds/key-0123456789"),
)


#: Whom the ids in an address are of, as they are called without case and underscores.
HERE = {
    **{"endpointid": "busy", "templateid": "freetmpl01", "jobid": "no-such-job", "name": "any"},
    "workerid": "no-such-worker",
}
NOBODY = {name: f"no-such-{name}" for name in HERE}


def filled(path: str, ids: Mapping[str, str]) -> str:
    """An address with ids in place of `{endpoint_id}` or `{endpointId}`."""
    return re.sub(r"{(\w+)}", lambda name: ids[name[1].lower().replace("_", "")], path)


def astray(dialect: Dialect, prefix: str) -> Iterator[Refusal]:
    """Every address with an id in it, for ids that nobody has, and with a verb it does not have."""
    for route in dialect.routes:
        body = {"input": 1} if dialect.name == "serverless" else {}
        here, nobody = (filled(prefix + route.path, ids) for ids in (HERE, NOBODY))
        if here != nobody and route.method != "PUT":  # which may well make what is not there
            yield Refusal(dialect.name, route.method, nobody, body)
        if HERE["jobid"] in here:
            yield Refusal(dialect.name, route.method, here)
        verbs = {each.method for each in dialect.routes if each.path == route.path}
        yield Refusal(dialect.name, "PATCH" if "PUT" in verbs else "PUT", here, body)


ASTRAY = tuple(refusal for room in ROOMS for refusal in astray(*room))
#: Every address that asks for a key, for somebody who has none.
KEYLESS = tuple(
    Refusal(dialect.name, route.method, filled(prefix + route.path, HERE), {})
    for dialect, prefix in ROOMS
    for route in dialect.routes
    if not route.open and dialect.name != "control"
)
