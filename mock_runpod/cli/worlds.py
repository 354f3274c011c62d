import json
from pathlib import Path
from typing import Any

import click

from mock_runpod.cli.hand import Hand, pairs, steers, table


@click.command()
@click.option("--all", "everything", is_flag=True, help="Every world of the server.")
@steers
def reset(hand: Hand, everything: bool) -> None:
    """Put a world back to its beginning.

    \b
    mock-runpod reset --world ci-7
    """
    hand.client.reset(all=everything)
    hand.say({"reset": "all" if everything else hand.client.world}, "as at the beginning")


@click.command()
@steers
def state(hand: Hand) -> None:
    """Print what there is in a world: counts, or every record with --json.

    \b
    mock-runpod state --json
    """
    said = hand.client.state()
    counts = [(name, len(rows)) for name, rows in said.items() if isinstance(rows, list)]
    hand.say(said, [f"second {said['now']:g}", *table(counts)])


@click.command()
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@steers
def settings(hand: Hand, changes: tuple[str, ...]) -> None:
    """Print the settings of a world, or change some: settings auto_retries=0

    \b
    mock-runpod settings auto_retries=0
    """
    client = hand.client
    said = client.configure(**pairs(changes)) if changes else client.settings
    hand.say(said, table([(name, json.dumps(value)) for name, value in said.items()]))


@click.group()
def world() -> None:
    """List, make, copy and drop worlds.

    \b
    mock-runpod world create ci-7 --seed 7 --clock manual
    mock-runpod world fork base t42
    """


@world.command("list")
@steers
def every(hand: Hand) -> None:
    """Print the worlds that have been used so far.

    \b
    mock-runpod world list
    """
    rows = hand.client.worlds.list()
    columns = ("name", "now", "clock", "endpoints", "workers", "jobs")
    hand.say(rows, table([columns, *(tuple(row[name] for name in columns) for row in rows)]))


@world.command()
@click.argument("name", required=False)
@click.option("--seed", type=int, help="Seed of all its randomness.")
@click.option("--clock", metavar="real|scaled:N|manual|auto", help="How its time passes.")
@click.option("--profile", metavar="NAME", help="How long things take.")
@click.option("--data", metavar="NAME|FILE", help="What it begins with.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting of it.")
@steers
def create(
    hand: Hand,
    name: str | None,
    seed: int | None,
    clock: str | None,
    profile: str | None,
    data: str | None,
    settings: tuple[str, ...],
) -> None:
    """Make a world; the answer is the API key that leads to it.

    \b
    mock-runpod world create ci-7 --seed 7 --data demo
    """
    file = Path(data) if data and Path(data).is_file() else data
    said = {"seed": seed, "clock": clock, "profile": profile, "data": file}
    options: dict[str, Any] = {k: value for k, value in said.items() if value is not None}
    if settings:
        options["settings"] = pairs(settings)
    made = hand.client.worlds.create(name, **options)
    hand.say({"name": made.world, "key": made.key}, made.key)


@world.command()
@click.argument("name")
@steers
def delete(hand: Hand, name: str) -> None:
    """Drop a world; its key begins a new one.

    \b
    mock-runpod world delete ci-7
    """
    hand.client.worlds.delete(name)
    hand.say({"deleted": name}, f"{name} is gone")


@world.command()
@click.argument("origin")
@click.argument("name")
@steers
def fork(hand: Hand, origin: str, name: str) -> None:
    """Copy the world ORIGIN as it is now; the answer is the API key of the copy.

    \b
    mock-runpod world fork default ci-7
    """
    made = hand.client.worlds.fork(origin, name)
    hand.say({"name": made.world, "key": made.key}, made.key)


@world.command()
@click.option("--event", type=int, metavar="NUMBER", help="When so many events had been told.")
@click.option("--snapshot", metavar="NAME", help="When it was saved.")
@steers
def rewind(hand: Hand, event: int | None, snapshot: str | None) -> None:
    """Put a world back to an earlier moment.

    \b
    mock-runpod world rewind --event 118
    """
    said = hand.client.rewind(event=event, snapshot=snapshot)
    hand.say(said, f"second {hand.client.clock.now:g}")
