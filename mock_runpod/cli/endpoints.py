import json
from typing import Any

import click

from mock_runpod.cli.hand import FAILED, Hand, did_you_mean, end, pairs, steers, table, value


@click.group()
def endpoint() -> None:
    """Make endpoints, and say what their workers answer.

    \b
    mock-runpod endpoint put sdxl cold_start=30 workers_max=2 --answers '{"image": "aGVsbG8="}'
    """


@endpoint.command()
@click.argument("id")
@click.argument("said", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--answers", metavar="JSON", help="What every job gets as output.")
@click.option("--fails", metavar="TEXT", help="The error every job fails with.")
@click.option("--streams", metavar="JSON", help="A list of pieces that every job hands out.")
@click.option("--every", type=float, metavar="SECONDS", help="How far the pieces are apart.")
@click.option("--hold", is_flag=True, help="Jobs begin, and wait for `mock-runpod job finish`.")
@click.option("--behaviour", metavar="JSON", help="All that can be said, as in a data file.")
@steers
def put(hand: Hand, /, id: str, said: tuple[str, ...], **what: Any) -> None:
    """Make the endpoint ID with its template, or change it: NAME as in a data file.

    \b
    mock-runpod endpoint put sdxl cold_start=30 workers_max=2
    """
    options = pairs(said)
    if what["behaviour"] is not None:
        options["behaviour"] = value(what["behaviour"])
    there = hand.client.endpoint(id, **options)
    if what["answers"] is not None:
        there.answers(value(what["answers"]))
    if what["fails"] is not None:
        there.fails(what["fails"])
    if what["streams"] is not None:
        there.streams(_list(what["streams"]), every=what["every"])
    if what["hold"]:
        there.hold()
    hand.say(there.row, id)


@endpoint.command("list")
@steers
def every(hand: Hand) -> None:
    """Print the endpoints of a world.

    \b
    mock-runpod endpoint list
    """
    rows = [each.row for each in hand.client.endpoints()]
    hand.say(rows, table([(row["id"], row.get("name") or "") for row in rows]))


@endpoint.command()
@click.argument("id")
@steers
def show(hand: Hand, id: str) -> None:
    """Print all that is known of the endpoint ID.

    \b
    mock-runpod endpoint show sdxl
    """
    there = {each.id: each for each in hand.client.endpoints()}
    if id not in there:
        end(f"there is no endpoint {id!r}" + did_you_mean(id, there), FAILED)
    row = there[id].row
    hand.say(row, json.dumps(row, indent=2))


def _list(text: str) -> list[object]:
    said = value(text)
    if not isinstance(said, list):
        raise click.BadParameter(f"""{text!r} is no list; write it like '["a", "b"]'""")
    return said
