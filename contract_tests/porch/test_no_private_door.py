"""Whatever the client can do, the control API and the command line can do, too; and the reverse."""

import inspect
from collections.abc import Iterator
from typing import Any

import click
import pytest

from mock_runpod.cli import main
from mock_runpod.client import Client
from mock_runpod.client.clock import Clock
from mock_runpod.client.endpoints import Endpoint
from mock_runpod.client.faults import Fault, Faults
from mock_runpod.client.jobs import Job
from mock_runpod.client.logs import Logs
from mock_runpod.client.market import Market
from mock_runpod.client.snapshots import Snapshots
from mock_runpod.client.workers import Worker
from mock_runpod.client.worlds import Worlds
from mock_runpod.surfaces.control.app import DIALECT

ENDPOINT, BEHAVIOUR = "/endpoints/{endpointId}", "/endpoints/{endpointId}/behaviour"
JOB, WORKER, SNAPSHOT, FAULT = (
    "/jobs/{jobId}",
    "/workers/{workerId}",
    "/snapshots/{name}",
    "/faults",
)
#: What the client does by itself, without asking anybody.
LOCAL = {"Client.at", "Client.base_url", "Client.close", "Client.env", "Client.key"}
#: What a client has no use for: it answers to whoever has no world yet, or describes the rest.
FOR_OTHERS = {"/health", "/ready", "/version", "/openapi.json"}

#: A verb, the addresses it stands for, and how the command line says it.
PAIRS: dict[str, tuple[str, str]] = {
    "Client.assert_called": ("POST /requests/find", "requests --count"),
    "Client.assert_called_in_order": ("POST /requests/find", "requests"),
    "Client.assert_not_called": ("POST /requests/find", "requests --count"),
    "Client.assert_nothing_left_running": ("GET /leaks", "leaks"),
    "Client.configure": ("PATCH /config", "settings"),
    "Client.endpoint": (f"PUT {ENDPOINT}", "endpoint put"),
    "Client.endpoints": ("GET /endpoints", "endpoint list"),
    "Client.events": ("GET /events", "events"),
    "Client.fail": (f"POST {FAULT}", "faults add"),
    "Client.fidelity": ("GET /fidelity", "fidelity"),
    "Client.find": (f"GET {JOB}", "job show"),
    "Client.follow": ("GET /events/stream", "events --follow"),
    "Client.forget_requests": ("DELETE /requests", "requests --clear"),
    "Client.fork": ("POST /worlds/{name}/fork", "world fork"),
    "Client.har": ("GET /requests.har", "requests --har"),
    "Client.job": (f"GET {JOB}", "job show"),
    "Client.jobs": ("GET /jobs", "job list"),
    "Client.leaks": ("GET /leaks", "leaks"),
    "Client.near_misses": ("GET /near-misses", "near-misses"),
    "Client.requests": ("GET /requests, POST /requests/find, POST /requests/count", "requests"),
    "Client.reset": ("POST /reset", "reset"),
    "Client.rewind": ("POST /rewind", "world rewind"),
    "Client.settings": ("GET /config", "settings"),
    "Client.spent": ("GET /spent", "spent"),
    "Client.state": ("GET /state", "state"),
    "Client.strays": ("GET /requests/unmatched", "requests --unmatched"),
    "Client.unhandled": ("GET /requests/unmatched", "requests --unmatched"),
    "Client.wait": ("POST /wait", "wait"),
    "Client.wait_for": ("POST /wait", "wait --until"),
    "Client.worker": ("GET /workers", "worker list"),
    "Client.workers": ("GET /workers", "worker list"),
    "Client.world": ("GET /config", "settings"),
    "Clock.advance": ("POST /clock/advance", "clock advance"),
    "Clock.iso": ("GET /clock", "clock show"),
    "Clock.look": ("GET /clock", "clock show"),
    "Clock.mode": ("GET /clock, POST /clock", "clock mode"),
    "Clock.now": ("GET /clock", "clock show"),
    "Clock.run_until": ("POST /clock/skip", "clock skip"),
    "Clock.sleep": ("POST /clock/advance, POST /clock/skip", "clock advance"),
    "Clock.skip": ("POST /clock/skip", "clock skip"),
    "Endpoint.answers": (f"PUT {BEHAVIOUR}", "endpoint put --answers"),
    "Endpoint.behaviour": (f"GET {BEHAVIOUR}", "endpoint show"),
    "Endpoint.echoes": (f"PUT {BEHAVIOUR}", "endpoint put --behaviour"),
    "Endpoint.fails": (f"PUT {BEHAVIOUR}", "endpoint put --fails"),
    "Endpoint.handler": (f"POST {ENDPOINT}/work", "endpoint put --hold"),
    "Endpoint.health": (f"GET {ENDPOINT}", "endpoint show"),
    "Endpoint.hold": (f"PUT {BEHAVIOUR}", "endpoint put --hold"),
    "Endpoint.row": (f"GET {ENDPOINT}", "endpoint show"),
    "Endpoint.rule": (f"PUT {BEHAVIOUR}", "endpoint put --behaviour"),
    "Endpoint.run_worker": (
        f"POST {ENDPOINT}/workers, POST {ENDPOINT}/crew, POST {WORKER}/gone, POST {WORKER}/logs",
        "worker run",
    ),
    "Endpoint.sequence": (f"PUT {BEHAVIOUR}", "endpoint put --behaviour"),
    "Endpoint.streams": (f"PUT {BEHAVIOUR}", "endpoint put --streams"),
    "Endpoint.takes": (f"PUT {BEHAVIOUR}", "endpoint put --behaviour"),
    "Endpoint.worker": ("GET /workers", "worker list"),
    "Endpoint.worker_env": (f"GET {ENDPOINT}/worker-env", "worker env"),
    "Endpoint.workers": ("GET /workers", "worker list"),
    "Fault.now": (f"GET {FAULT}/{{name}}", "faults list"),
    "Fault.remove": (f"DELETE {FAULT}/{{name}}", "faults remove"),
    "Faults.add": (f"POST {FAULT}", "faults add"),
    "Faults.clear": (f"DELETE {FAULT}", "faults clear"),
    "Faults.kinds": (f"GET {FAULT}/kinds", "faults kinds"),
    "Faults.list": (f"GET {FAULT}", "faults list"),
    "Faults.profile": (f"POST {FAULT}", "faults profile"),
    "Faults.remove": (f"DELETE {FAULT}/{{name}}", "faults remove"),
    "Job.cancel": (f"POST {JOB}/cancel", "job cancel"),
    "Job.crash": (f"POST {JOB}/crash", "job crash"),
    "Job.done": (f"GET {JOB}", "job show"),
    "Job.emit": (f"POST {JOB}/emit", "job emit"),
    "Job.fail": (f"POST {JOB}/fail", "job fail"),
    "Job.finish": (f"POST {JOB}/finish", "job finish"),
    "Job.logs": (f"GET {JOB}/logs", "logs --job"),
    "Job.now": (f"GET {JOB}", "job show"),
    "Job.progress": (f"POST {JOB}/progress", "job progress"),
    "Job.retry": (f"POST {JOB}/retry", "job retry"),
    "Logs.follow": (f"GET {JOB}/logs, GET {WORKER}/logs", "logs --follow"),
    "Logs.read": (f"GET {JOB}/logs, GET {WORKER}/logs", "logs --worker"),
    "Market.list": ("GET /stock", "market list"),
    "Market.sold_out": ("PUT /stock", "market sold-out"),
    "Market.stock": ("PUT /stock", "market stock"),
    "Snapshots.delete": (f"DELETE {SNAPSHOT}", "snapshot delete"),
    "Snapshots.diff": ("GET /diff", "snapshot diff"),
    "Snapshots.list": ("GET /snapshots", "snapshot list"),
    "Snapshots.load": (f"POST {SNAPSHOT}/load", "snapshot load"),
    "Snapshots.read": (f"GET {SNAPSHOT}", "snapshot save --file"),
    "Snapshots.restore": ("POST /load", "snapshot load"),
    "Snapshots.save": (f"PUT {SNAPSHOT}", "snapshot save"),
    "Worker.crash": (f"POST {WORKER}/crash", "worker crash"),
    "Worker.drain": (f"POST {WORKER}/drain", "worker drain"),
    "Worker.logs": (f"GET {WORKER}/logs", "logs --worker"),
    "Worker.evict": (f"POST {WORKER}/evict", "worker evict"),
    "Worker.lose_heartbeat": (f"POST {WORKER}/lose", "worker lose-heartbeat"),
    "Worker.now": (f"GET {WORKER}", "worker list"),
    "Worker.oom": (f"POST {WORKER}/oom", "worker oom"),
    "Worker.retire": (f"POST {WORKER}/retire", "worker retire"),
    "Worker.sicken": (f"POST {WORKER}/sicken", "worker sicken"),
    "Worlds.create": ("POST /worlds", "world create"),
    "Worlds.delete": ("DELETE /worlds/{name}", "world delete"),
    "Worlds.fork": ("POST /worlds/{name}/fork", "world fork"),
    "Worlds.list": ("GET /worlds", "world list"),
}
NOUNS = (Client, Clock, Endpoint, Fault, Faults, Job, Logs, Market, Snapshots, Worker, Worlds)


def verbs() -> Iterator[str]:
    """Every public method and property; fields of what was asked for are no verbs."""
    for noun in NOUNS:
        for name, value in vars(noun).items():
            if not name.startswith("_") and (inspect.isfunction(value) or type(value) is property):
                yield f"{noun.__name__}.{name}"


def routes() -> set[str]:
    return {f"{route.method} {route.path}" for route in DIALECT.routes}


def test_every_verb_of_the_client_is_paired() -> None:
    assert set(verbs()) == PAIRS.keys() | LOCAL


def test_every_verb_stands_for_addresses_that_are_there() -> None:
    wanted = {route for addresses, _ in PAIRS.values() for route in addresses.split(", ")}

    assert wanted - routes() == set()


def test_every_address_can_be_reached_by_a_verb() -> None:
    reached = {route for addresses, _ in PAIRS.values() for route in addresses.split(", ")}

    assert {r for r in routes() - reached if r.split(" ")[1] not in FOR_OTHERS} == set()


@pytest.mark.parametrize("words", sorted({words for _, words in PAIRS.values()}))
def test_the_command_line_can_say_it(words: str) -> None:
    command: Any = main
    context = click.Context(main)

    for word in words.split():
        if word.startswith("--"):
            assert word in [flag for each in command.params for flag in each.opts]
        else:
            command = command.get_command(context, word)
            assert command is not None, word
