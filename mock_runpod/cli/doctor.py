import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from mock_runpod.cli import clients, traps
from mock_runpod.cli.hand import FAILED, NOT_REACHABLE, USAGE, end, table
from mock_runpod.cli.showing import with_url

if TYPE_CHECKING:
    from mock_runpod.cli.trial import Report


@click.command(context_settings={"ignore_unknown_options": True})
@with_url
@click.option("--token", envvar="MOCK_RUNPOD_ADMIN_TOKEN", help="The server's admin token.")
@click.option("--json", "as_json", is_flag=True, help="Answer for a program.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def doctor(url: str, token: str | None, as_json: bool, command: tuple[str, ...]) -> None:
    """Tell which clients would reach the mock from here, which RunPod itself, and why.

    With a COMMAND, run it instead, under the guard and sent to a mock (that at --url, or one for
    the occasion), and tell what it asked:

    \b
    mock-runpod doctor
    mock-runpod doctor -- pytest tests/

    No key is ever shown. Ends with 0 if all is well, 1 if something would reach the real RunPod, 2
    if this cannot be understood or run, 3 if no mock answers. Clients that only take an address in
    code, or none at all and are not installed here, are listed but do not count.
    """
    if command:
        _try(command, url, token, as_json)
    else:
        _examine(url, as_json)


def _examine(url: str, as_json: bool) -> None:
    found = clients.every(os.environ, url)
    sdk, of_sdk = traps.sdk(url)
    caught = [*traps.every(os.environ, url), *of_sdk]
    server, answers = _server(url)
    leaks = any(each.leaks for each in found) or any(trap.leaks for trap in caught)
    report = {
        "url": url,
        "server": server,
        "variables": traps.variables(os.environ),
        "clients": [each.shown() for each in found],
        "sdk": sdk,
        "traps": [trap.says for trap in caught],
        "leaks": leaks,
    }
    _say(report, as_json, _examined(report, found))
    if leaks or not answers:
        raise SystemExit(FAILED if leaks else NOT_REACHABLE)


def _examined(report: dict[str, Any], found: Sequence[clients.Found]) -> Iterator[str]:
    yield f"Server    {report['server']}"
    rows = report["variables"].items()
    yield "Variables" + ("" if rows else '  none is set: eval "$(mock-runpod env)" sets them all')
    yield from (f"  {line}" for line in table(rows))
    yield "Clients"
    for each in found:
        here = f"  (here: {each.here})" if each.here else ""
        yield f"  {each.redirected:13} {each.name}{here}"
        yield from (f"      {line}" for line in _reasons(each))
    yield "Traps" + ("" if report["traps"] else "     none")
    yield from (f"  {says}" for says in report["traps"])
    yield "Something would reach the real RunPod" if report["leaks"] else "Nothing would leak"


def _reasons(each: clients.Found) -> Iterator[str]:
    for road in each.roads:
        if not road.redirected:
            yield f"{road.what} -> {road.leads}: {road.why}"
    if each.note and (each.here or each.redirected != clients.COMPLETELY):
        yield each.note


def _server(url: str) -> tuple[str, bool]:
    from mock_runpod.client.transport import Request, Transport  # only if it is asked
    from mock_runpod.errors import RunPodError  # the same

    asked = Request("GET", "/__mock/health", {}, patience=3)
    try:
        with closing(Transport(url)) as transport:
            answer = transport.call(asked)
        return f"mock-runpod {json.loads(answer.body)['version']} at {url}", True
    except RunPodError as error:
        return error.detail, False
    except (ValueError, LookupError, TypeError):
        return f"something answers at {url}, but it is no mock-runpod", False


def _try(command: Sequence[str], url: str, token: str | None, as_json: bool) -> None:
    from mock_runpod.cli import trial  # the guard and perhaps a server

    try:
        report = trial.run(command, url, token)
    except (FileNotFoundError, PermissionError) as error:
        end(f"cannot run {command[0]}: {error.strerror}", USAGE)
    except trial.RunPodError as error:
        end(error.detail, NOT_REACHABLE)
    _say(asdict(report), as_json, _tried(report))
    if report.stopped:
        raise SystemExit(FAILED)


def _tried(report: "Report") -> Iterator[str]:
    yield f"{report.command[0]} ended with {report.exit_code}; the mock was {report.mock}"
    yield f"Reached the mock: {len(report.reached) or 'nothing'}"
    yield from (f"  {line}" for line in report.reached)
    yield f"Stopped on the way to the real RunPod: {len(report.stopped) or 'nothing'}"
    for stop in report.stopped:
        yield f"  {stop['host']}  {stop['where']}  ({stop['times']} times)"
    if not report.processes:
        yield (
            "No Python process used the network under the guard: what other programs send is not"
            " seen, they are only sent to the mock by variables"
        )


def _say(data: dict[str, Any], as_json: bool, lines: Iterator[str]) -> None:
    if as_json:
        click.echo(json.dumps(data, indent=2))
        return
    for line in lines:
        click.echo(line)
