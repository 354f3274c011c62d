"""What shall go wrong in a world: setting, listing and removing faults."""

from typing import Any

from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from mock_runpod import fixtures
from mock_runpod.engine import faults
from mock_runpod.errors import Invalid
from mock_runpod.model import Fault
from mock_runpod.runtime.faults.rows import KINDS, FaultRow
from mock_runpod.runtime.faults.specs import set_up
from mock_runpod.runtime.faults.words import ready_made, texts
from mock_runpod.runtime.files.fault_profiles import is_profile, written_out
from mock_runpod.surfaces.control import behaviours
from mock_runpod.surfaces.kit import MIB, Call, Reply, Route, parsed, reply


class KindsDocument(TypedDict):
    """`kinds` and `readyMade` are what `fault` can be, `texts` what `text` can be, and `profiles`
    are several faults at once: `{"profile": "flaky"}`.
    """

    kinds: list[dict[str, Any]]
    readyMade: list[dict[str, Any]]
    texts: list[dict[str, Any]]
    profiles: list[dict[str, Any]]


def document(fault: Fault) -> dict[str, Any]:
    """As it is written, with `seen` and `struck`: how often it could, and how often it did."""
    aim = fault.aim
    said = {
        "on": [str(pattern) for pattern in aim.on],
        "endpoint": aim.endpoint,
        "job": aim.job,
        "worker": aim.worker,
        "user_agent": list(aim.agents),
        "when": [behaviours.condition(each) for each in aim.when],
        "younger_s": aim.younger_s,
        **fault.says,
    }
    return {
        "name": fault.id,
        "fault": fault.kind,
        **{to_camel(key): value for key, value in said.items() if value not in (None, [])},
        "after": fault.after,
        "every": fault.every,
        "count": fault.count,
        "probability": fault.probability,
        "seen": fault.seen,
        "struck": fault.struck,
    }


async def every(call: Call) -> Reply:
    """All faults of this world, in the order they were set, also those that are used up."""
    with call.driver.turn() as world:
        return reply([document(fault) for fault in world.every(Fault)])


async def show(call: Call) -> Reply:
    """One fault, and how often it struck."""
    with call.driver.turn() as world:
        return reply(document(world.get(Fault, call.params["name"])))


async def add(call: Call) -> Reply:
    """Let something go wrong: a fault, a list of them, or a profile: `{"profile": "flaky"}`, or
    `{"profile": {"file": "mine.toml", "text": ...}}`.
    """
    said = parsed(await call.body(MIB) or b"{}")
    several = isinstance(said, list) or is_profile(said)
    if said == []:
        raise Invalid("the list is empty: nothing shall go wrong")
    specs = written_out(said) if several else [said]
    with call.driver.turn() as world:
        rows = [document(fault) for fault in set_up(world, specs)]
    return reply(rows if several else rows[0], 201)


async def remove(call: Call) -> Reply:
    """From now on this does not go wrong any more."""
    with call.driver.turn() as world:
        faults.remove(world, call.params["name"])
    return Reply(204)


async def clear(call: Call) -> Reply:
    """Nothing goes wrong any more."""
    with call.driver.turn() as world:
        faults.clear(world)
    return Reply(204)


async def kinds(call: Call) -> Reply:
    """What can go wrong, what each kind takes, the texts there are, and the profiles."""
    said: KindsDocument = {
        "kinds": [_kind(name, row) for name, row in KINDS.items()],
        "readyMade": [
            {"fault": name, "says": row["says"], "is": row["spec"], "renames": row["renames"]}
            for name, row in ready_made().items()
        ],
        "texts": list(texts().values()),
        "profiles": [
            {"profile": name, "says": fixtures.read(f"faults/{name}.toml")["source"]}
            for name in fixtures.names("faults")
        ],
    }
    return reply(said)


def _kind(name: str, row: type[FaultRow]) -> dict[str, Any]:
    fields = [field for field_name, field in row.model_fields.items() if field_name != "fault"]
    return {
        "fault": name,
        "strikes": row.strikes,
        "says": " ".join((row.__doc__ or "").split()),
        "needs": [field.alias for field in fields if field.is_required()],
        "takes": {field.alias: field.description for field in fields},
    }


AT = "/faults"
routes = [
    Route("GET", AT, every, answer=list[dict[str, Any]]),
    Route("POST", AT, add, body=dict[str, Any], answer=dict[str, Any], status=201),
    Route("DELETE", AT, clear, status=204),
    Route("GET", f"{AT}/kinds", kinds, answer=KindsDocument),
    Route("GET", f"{AT}/{{name}}", show, answer=dict[str, Any]),
    Route("DELETE", f"{AT}/{{name}}", remove, status=204),
]
