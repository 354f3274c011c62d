"""A snapshot in which every value is of the right kind, and which still cannot be: refused in one
sentence, since it would go wrong later on.
"""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

pytestmark = pytest.mark.anyio
Document = dict[str, Any]
RULES = {"rules": [{"when": {"pointer": "/a", "matches": "x"}, "answer": {"output": 1}}]}
FAULT = {"fault": "status", "status": 429, "on": "GET /v1/pods", "name": "busy"}


@pytest.fixture
async def document(http: httpx.AsyncClient) -> Document:
    """A job at work, a timer for each of them, a rule that was used, a fault."""
    await http.put("/__mock/endpoints/ruled", json={"behaviour": RULES})
    await http.post("/__mock/faults", json=FAULT)
    await http.post("/v2/ruled/run", json={"input": {"a": "x"}})
    await http.post("/v2/demo/run", json={"input": {"mock_delay": 50}})
    await http.post("/__mock/clock/advance", json={"seconds": 30})
    await http.put("/__mock/snapshots/base")
    said: Document = (await http.get("/__mock/snapshots/base")).json()
    return said


def row(document: Document, kind: str, id: str = "") -> Document:
    found: list[Document] = document["records"][kind]
    return next(each for each in found if each["id"].startswith(id))


def at_work(document: Document) -> Document:
    return next(each for each in document["records"]["Job"] if each["held"])


def without_account(document: Document) -> None:
    del document["records"]["Account"]
    document["events"] = []


BROKEN: list[tuple[Callable[[Document], Any], str]] = [
    (
        lambda d: d["clock"].update(now=4e10),
        "snapshot, clock: 40000000000.0 is no moment of a world",
    ),
    (lambda d: d["clock"].update(now=-1), "snapshot, clock: -1 is no moment of a world"),
    (lambda d: d["clock"].update(epoch=1e300), "snapshot, clock: it cannot be 1e+300"),
    (lambda d: d["timers"][0].__setitem__(0, -5), "timers, row 1: it is due at -5, and it is 30"),
    (lambda d: d["timers"][0].__setitem__(0, 1e300), "timers, row 1: it cannot be 1e+300"),
    (lambda d: d["timers"].append([99, "job-ends", "x", None]), "timer job-ends: there is no job"),
    (lambda d: d["timers"].append([99, "worker-due", "x", None]), "there is no worker 'x'"),
    (lambda d: d["timers"].append([99, "job-works", "x", [1]]), "timers, row"),
    (lambda d: d["urgent"].append(["endpoint-looks", "x"]), "there is no endpoint 'x'"),
    (lambda d: d.update(told=-1), "snapshot, told: it cannot be -1"),
    (lambda d: d.update(told=3), "snapshot, told: there are more events than 3"),
    (lambda d: d.update(noted=10**9), "snapshot, told: there are more events than"),
    (lambda d: d.update(seed=1.5), "snapshot, seed: it cannot be 1.5"),
    (lambda d: d["rosters"]["demo"].update(completed=-1), "rosters: it cannot be -1"),
    (lambda d: d["rosters"]["demo"].update(retried="7"), "rosters: it cannot be a text"),
    (lambda d: row(d, "Job").update(retries=-1), "Job.retries cannot be -1"),
    (lambda d: row(d, "Job").update(created_at=1e300), "Job.created_at cannot be 1e+300"),
    (lambda d: at_work(d).update(worker_id="x"), ": there is no worker 'x'"),
    (lambda d: d["profile"].update(boot=None), "Profile.boot cannot be None"),
    (
        lambda d: row(d, "Tally").update(by_rule={"$": "tuple", "of": []}),
        "its endpoint has 1 rules",
    ),
    (lambda d: row(d, "Tally").update(id="x"), "Tally x: there is no endpoint 'x'"),
    (lambda d: row(d, "Endpoint", "demo")["spec"].update(template_id="x"), "no template 'x'"),
    (
        lambda d: row(d, "Endpoint", "demo")["spec"].update(scaler_value=0),
        "scaler_value, gpu_count and concurrency are at least 1",
    ),
    (
        lambda d: row(d, "Endpoint", "demo")["spec"].update(
            gpu_type_ids={"$": "tuple", "of": ["NVIDIA Abacus"]}
        ),
        "Endpoint demo: 'NVIDIA Abacus' is not for rent in this version",
    ),
    (
        lambda d: row(d, "Fault").update(kind="hnag"),
        "Fault busy: this version knows no fault 'hnag'",
    ),
    (lambda d: row(d, "Fault")["says"].update(status=7), "Fault busy: status: Input should be"),
    (without_account, "snapshot, records: a world has one Account"),
]


@pytest.mark.parametrize(("spoil", "complaint"), BROKEN, ids=[text for _, text in BROKEN])
async def test_what_cannot_be_is_refused_and_changes_nothing(
    http: httpx.AsyncClient, document: Document, spoil: Callable[[Document], Any], complaint: str
) -> None:
    before = (await http.get("/__mock/state")).json()
    spoil(document)

    answer = await http.post("/__mock/load", content=orjson.dumps(document))

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]
    assert len(answer.json()["error"]) < 300
    assert (await http.get("/__mock/state")).json() == before


async def test_a_condition_that_cannot_be_asked_is_refused(
    http: httpx.AsyncClient, document: Document
) -> None:
    text = orjson.dumps(document).replace(b'"value":"x"', b'"value":"("')

    answer = await http.post("/__mock/load", content=text)

    assert answer.json()["error"].startswith(
        "snapshot, Endpoint ruled: '(' is no regular expression"
    )


async def test_every_ready_made_fault_can_be_kept_and_loaded(http: httpx.AsyncClient) -> None:
    for profile in ("flaky", "brownout", "black-friday"):
        (await http.post("/__mock/faults", json={"profile": profile})).raise_for_status()
    kinds = (await http.get("/__mock/faults/kinds")).json()
    for number, each in enumerate(kinds["readyMade"]):
        spec = {"fault": each["fault"], "name": f"n{number}"}
        spec |= dict.fromkeys(set(each["renames"]) & {"seconds"}, 3)
        await http.post("/__mock/faults", json=spec)
    await http.put("/__mock/snapshots/base")
    before = (await http.get("/__mock/faults")).json()

    text = (await http.get("/__mock/snapshots/base")).content
    (await http.post("/__mock/load", content=text)).raise_for_status()

    assert (await http.get("/__mock/faults")).json() == before
    assert len(before) > 15
