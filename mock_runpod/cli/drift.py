"""`mock-runpod drift`: what a newer OpenAPI document says otherwise, and what rests on it here."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import click

from mock_runpod.cli.hand import FAILED, USAGE, end

#: Inventory, what its paths stand below, and how to ask for the other one.
V1, V2 = ("rest_v1.json", "/v1", "with --v2"), ("rest_v2.json", "", "without --v2")
COLOURS = {"added": "green", "removed": "red", "changed": "yellow"}
SHOWN, LONGEST = 3, 100

Row = dict[str, Any]


@click.command()
@click.option(
    "--spec",
    required=True,
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="The OpenAPI document to look at; - is what is piped in.",
)
@click.option("--v2", is_flag=True, help="It is the document of REST v2; else of REST v1.")
@click.option("--json", "as_json", is_flag=True, help="Answer for a program.")
def drift(spec: str, v2: bool, as_json: bool) -> None:
    """Compare a published OpenAPI document with what this mock knows of it.

    \b
    mock-runpod drift --spec openapi.json
    mock-runpod drift --spec openapi.json --v2 --json
    curl -s https://rest.runpod.io/v1/openapi.json | mock-runpod drift --spec -

    Tells operations, parameters, bodies, statuses, headers, schemas, fields, types, enums, limits,
    defaults and who is let in, where they were added, removed or changed, each with the tests that
    pin it here and the fixtures that say it. Descriptions, examples, titles, tags, operation ids
    and the order of things do not matter; webhooks and callbacks are not looked at. JSON is always
    read, YAML where pyyaml is installed. No network is asked.

    Ends with 0 if nothing differs, 1 if something does, 2 if the document cannot be read.
    """
    inventory, root, other = V2 if v2 else V1
    report = _report(spec, inventory, root)
    if as_json:
        click.echo(json.dumps(report, indent=2))
    else:
        for line in _lines(report):
            click.echo(line, color=False if os.environ.get("NO_COLOR") else None)
    if report["strange"]:
        click.echo(f"hardly an operation is known: try {other}", err=True)
    if report["findings"]:
        raise SystemExit(FAILED)


def _report(spec: str, inventory: str, root: str) -> Row:
    from mock_runpod import drift, fixtures  # the whole model; --help is quick without it
    from mock_runpod.drift.reading import LONGEST as MOST  # the same

    try:
        with click.open_file(spec, "rb") as file:
            document = drift.document(file.read(MOST + 1))
        theirs = drift.facts(document)
    except drift.Unreadable as error:
        end(f"{spec}: {_printable(str(error), 400)}", USAGE)
    except OSError as error:
        end(f"{spec} cannot be read: {error.strerror}", USAGE)
    ours = fixtures.read(f"openapi/{inventory}")
    concerned = drift.concerns(ours, theirs, inventory, root)
    rows = [
        {
            "kind": each.kind,
            "where": each.where,
            "group": each.group,
            "before": each.told.before,
            "after": each.told.after,
            **vars(concerned.of(each)),
        }
        for each in drift.findings(ours, theirs)
    ]
    known = [_addresses(each) for each in (ours, theirs)]
    return {
        "inventory": inventory,
        "source": ours["source"],
        "version": _version(document),
        "summary": dict.fromkeys(COLOURS, 0) | Counter(row["kind"] for row in rows),
        "strange": len(known[0] & known[1]) * 4 < len(known[0]),
        "findings": rows,
    }


def _addresses(facts: Row) -> set[tuple[str, str]]:
    return {(each["method"], each["path"]) for each in facts["operations"]}


def _version(document: Any) -> str | None:
    info = document.get("info")
    return str(info["version"]) if isinstance(info, dict) and "version" in info else None


def _lines(report: Row) -> Iterator[str]:
    rows: list[Row] = report["findings"]
    for group, found in groupby(rows, lambda row: row["group"]):
        yield click.style(_printable(group), bold=True)
        for _, alike in groupby(found, lambda row: [row[key] for key in CONCERNED]):
            yield from _block(list(alike))
    yield _summary(report)


CONCERNED = ("operations", "tests", "fixtures")


def _block(rows: Sequence[Row]) -> Iterator[str]:
    """Differences that concern the same, and what that is."""
    for row in rows:
        place = _printable(row["where"].removeprefix(row["group"]).strip())
        change = _change(row)
        told = ": ".join(filter(None, (place, change)))
        kind = click.style(row["kind"].ljust(8), fg=COLOURS[row["kind"]])
        yield f"  {kind} {told}"
    for name, listed in ((name, rows[0][name]) for name in CONCERNED):
        if listed or name == "tests":
            more = f", and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
            said = ", ".join(map(_printable, listed[:SHOWN])) + more
            yield f"           {'of' if name == 'operations' else name:9}{said or 'none pins it'}"


def _change(row: Row) -> str:
    before, after = (_told(row[side]) for side in ("before", "after"))
    if row["kind"] == "changed":
        return f"{before} -> {after}"
    return after if row["kind"] == "added" else before


def _told(value: Any) -> str:
    """A value as JSON; of what is longer than a line, its beginning."""
    return _printable(json.dumps(value), LONGEST)


def _summary(report: Row) -> str:
    rows = report["findings"]
    version = _printable(f"the document has version {report['version']}")
    read = f"({report['source']}; {version})"
    if not rows:
        return f"nothing differs from {report['inventory']} {read}"
    kinds = ", ".join(f"{number} {kind}" for kind, number in report["summary"].items() if number)
    tests, files = ({each for row in rows for each in row[key]} for key in ("tests", "fixtures"))
    many = "s" if len(rows) > 1 else ""
    return (
        f"{len(rows)} difference{many} from {report['inventory']}: {kinds}; "
        f"tests concerned: {len(tests)}, fixtures: {len(files)} {read}"
    )


def _printable(text: str, most: int = 2 * LONGEST) -> str:
    """What a terminal does not act on, whatever a document has as a name."""
    cut = text if len(text) <= most else f"{text[: most - 3]}..."
    return cut if cut.isprintable() else json.dumps(cut)[1:-1]
