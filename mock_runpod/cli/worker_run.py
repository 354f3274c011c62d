"""`mock-runpod worker run`: a person's own handler as worker processes, in the foreground."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

from mock_runpod.cli.hand import USAGE, Hand, end, endpoint_there, steers
from mock_runpod.cli.showing import DEFAULTS

if TYPE_CHECKING:
    from mock_runpod.client import Client
    from mock_runpod.client.endpoints import Endpoint
    from mock_runpod.client.launching.lines import Line
    from mock_runpod.client.launching.run import WorkerRun

COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "bright_cyan", "bright_yellow")
#: How often one looks whether it is over, in real seconds; Ctrl-C is heard at once.
LOOK_EVERY_S = 0.2
STOPS = ("SIGINT", "SIGTERM", "SIGHUP")


@click.command()
@click.argument("handler", metavar="HANDLER.py")
@click.option("--endpoint", required=True, metavar="ID", help="Whose jobs they take.")
@click.option("--count", type=click.IntRange(1), default=1, show_default=True, help="How many.")
@click.option("--scale", is_flag=True, help="As many as the endpoint's autoscaler says, instead.")
@click.option("--watch", is_flag=True, help="Start anew when a .py file beside it changes.")
@click.option("--cwd", metavar="DIR", help="Run in this folder.  [default: this one]")
@click.option("--env", "-e", multiple=True, metavar="K=V", help="A variable for the workers.")
@click.option("--python", metavar="PATH", help="Run by this interpreter.  [default: the mock's]")
@click.option("--no-fast-start", is_flag=True, help="Run as `python HANDLER.py`, a second slower.")
@click.option(
    "--grace",
    type=click.FloatRange(0),
    default=10.0,
    show_default=True,
    metavar="S",
    help="How long one that is to end may take for its jobs.",
)
@steers
def run(hand: Hand, /, handler: str, endpoint: str, env: tuple[str, ...], **said: Any) -> None:
    """Run HANDLER.py, a script that calls runpod.serverless.start, as workers of an endpoint.

    It runs unchanged, in processes of its own, with every variable that sends it to the mock. Those
    that crash are started again. Where no server runs, one is started, with this endpoint. Ctrl-C
    lets the workers finish what they have; a second one does not.

    \b
    mock-runpod worker run handler.py --endpoint sdxl
    mock-runpod worker run handler.py --endpoint sdxl --count 2 --watch --env MODEL=tiny
    mock-runpod worker run handler.py --endpoint sdxl --scale

    Each line that a worker prints is shown with the worker, and with the job if that is known;
    `mock-runpod logs` shows them later, too. The world is that of --key, --world, or of the
    variable RUNPOD_API_KEY.
    """
    from mock_runpod.client.launching.run import planned  # only this command has processes

    said["fast_start"] = not said.pop("no_fast_start")
    said["env"] = dict(_pair(each) for each in env)
    planned(endpoint, handler, said)  # before anything else it says what is wrong with it
    with ExitStack() as stack:
        running = _there(hand, endpoint, stack).run_worker(
            handler, wait=False, says=Printer(hand), **said
        )
        stack.callback(running.stop)
        _until_over(running)
        if running.launcher.report.failure:
            sys.exit(USAGE)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        # It is not repeated: perhaps it is a token, and nothing else.
        raise click.BadParameter("a variable has a name and a value; write it like MODEL=tiny")
    return name, value


# Where they work.


def _there(hand: Hand, endpoint: str, stack: ExitStack) -> "Endpoint":
    """The endpoint, in the world that is meant."""
    from mock_runpod.errors import Unreachable  # the command line is quick without

    try:
        return endpoint_there(_chosen(hand.client), endpoint)
    except Unreachable:
        if not _said_nowhere("url"):
            raise
        return _own(endpoint, stack).endpoint(endpoint)


def _said_nowhere(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.DEFAULT


def _chosen(client: "Client") -> "Client":
    """Who says nothing means the world of their own key; a real one goes nowhere but here."""
    key = os.environ.get("RUNPOD_API_KEY", "").strip()
    said = not (_said_nowhere("key") and _said_nowhere("world"))
    here = urlsplit(client.base_url).hostname in ("127.0.0.1", "localhost", "::1")
    if said or not key or not (here or key.startswith("rpa_mock_")):
        return client
    return client.at(key)


def _own(endpoint: str, stack: ExitStack) -> "Client":
    """A server of one's own, whose clock is real, with this endpoint in it."""
    from mock_runpod.errors import Invalid  # the command line is quick without
    from mock_runpod.testing.starting import MockRunPod  # the whole server

    port = DEFAULTS.port
    try:
        server = stack.enter_context(MockRunPod(port=port, clock="real"))
    except Invalid:
        end(
            f"what listens on {DEFAULTS.host}:{port} is no mock-runpod; start one elsewhere with"
            f" `mock-runpod serve --port {port + 1}`, and name it:"
            f" --url http://{DEFAULTS.host}:{port + 1}",
            USAGE,
        )
    client = _world(server)
    shown = client.key if client.key.startswith("rpa_mock_") else "$RUNPOD_API_KEY"
    click.echo(
        f"mock-runpod ready on {server.base_url}\n  send a job:  "
        f"curl {server.base_url}/v2/{endpoint}/runsync -H 'Content-Type: application/json'"
        f""" -H "Authorization: Bearer {shown}" -d '{{"input": {{"prompt": "hello"}}}}'"""
    )
    return client


def _world(server: "Client") -> "Client":
    said = click.get_current_context().params
    if said["world"]:
        return server.at(f"rpa_mock_{said['world']}")
    return server.at(said["key"]) if said["key"] else _chosen(server)


# What one sees, and how it ends.


class Printer:
    """Lines of all workers, one at a time; on a terminal in a colour for each worker."""

    def __init__(self, hand: Hand) -> None:
        self._hand, self._lock = hand, threading.Lock()
        self._colours: dict[str, str] = {}
        self._coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def __call__(self, line: "Line") -> None:
        with self._lock, suppress(OSError):  # nobody reads it any more; workers go on
            self._hand.follow(line._asdict(), self._told(line))

    def _told(self, line: "Line") -> str:
        if not self._coloured:
            return str(line)
        next_one = COLOURS[len(self._colours) % len(COLOURS)]
        colour = self._colours.setdefault(line.worker_id, next_one)
        whose, text = str(line).split("| ", 1)
        return f"{click.style(f'{whose}|', fg=colour)} {text}"


def _until_over(running: "WorkerRun") -> None:
    """Ctrl-C drains; a second one kills."""
    launcher, watch = running.launcher, running.launcher.plan.watch
    with _stopped_by(running):
        while not launcher.join(LOOK_EVERY_S):
            if launcher.report.failure and not watch:
                launcher.drain()


@contextmanager
def _stopped_by(running: "WorkerRun") -> Iterator[None]:
    times = 0

    def stop(*_: Any) -> None:
        nonlocal times
        times += 1
        if times > 1:
            running.launcher.kill()
        else:
            click.echo("ending: workers finish what they have; Ctrl-C again ends them", err=True)
            running.launcher.drain()

    numbers = [getattr(signal, name) for name in STOPS if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
