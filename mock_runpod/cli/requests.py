import json
from pathlib import Path

import click

from mock_runpod.cli.hand import FAILED, Hand, end, plain, steers


@click.command()
@click.argument("on", required=False)
@click.option("--follow", "-f", is_flag=True, help="Go on with those that come.")
@click.option("--unmatched", is_flag=True, help="Only those for something that is not there.")
@click.option("--clear", is_flag=True, help="Forget all of them.")
@click.option("--count", type=int, metavar="N", help="Check that there are so many.")
@click.option(
    "--har",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all of them to this file, as a HAR document.",
)
@steers
def requests(hand: Hand, /, on: str | None, **how: bool | int | Path | None) -> None:
    """Print what came over the wire, all of it or what fits ON.

    \b
    mock-runpod requests "POST /v2/*/run" --count 3    ends with 1 if it were not three
    mock-runpod requests --follow
    """
    client = hand.client
    if how["clear"]:
        client.forget_requests()
        hand.say({"forgotten": True}, "forgotten")
    elif how["har"]:
        Path(str(how["har"])).write_text(json.dumps(client.har(), indent=1), encoding="utf-8")
        hand.say({"file": str(how["har"])}, f"written to {how['har']}")
    elif how["follow"]:
        _follow(hand, on)
    else:
        found = client.unhandled() if how["unmatched"] else client.requests(on)
        hand.say([plain(each) for each in found], [str(each) for each in found])
        if how["count"] not in (None, found.count):
            end(f"there are {found.count} requests, not {how['count']}", FAILED)


def _follow(hand: Hand, on: str | None) -> None:
    for each in hand.client.follow("requests"):
        number = getattr(each, "number", None)  # an event says that something was lost
        if on is None or number is None or hand.client.requests(on, since=number - 1, limit=1):
            hand.follow(each, str(each))


@click.command("near-misses")
@steers
def near_misses(hand: Hand) -> None:
    """Print requests for something that is not there, and what would have been.

    \b
    mock-runpod near-misses --json
    """
    found = hand.client.near_misses()
    hand.say(found, [f"{each['request']}: {each['said']}" for each in found])
