from pathlib import Path

import click

from mock_runpod.cli.hand import Hand, steers, table


@click.group()
def snapshot() -> None:
    """Keep a world as it is, and go back to it.

    \b
    mock-runpod snapshot save base --file base.json
    mock-runpod snapshot load base
    mock-runpod snapshot diff snapshot:base
    """


@snapshot.command()
@click.argument("name")
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help="Write it here, too.")
@steers
def save(hand: Hand, name: str, file: Path | None) -> None:
    """Keep the world as it is now under NAME.

    \b
    mock-runpod snapshot save base --file base.json
    """
    said = hand.client.snapshots.save(name)
    if file is not None:
        file.write_bytes(hand.client.snapshots.read(name))
    hand.say(said, f"saved as {name}" + (f", and in {file}" if file else ""))


@snapshot.command()
@click.argument("name")
@steers
def load(hand: Hand, name: str) -> None:
    """Put the world back to the snapshot NAME, or to the one in the file NAME.

    \b
    mock-runpod snapshot load base
    """
    if Path(name).is_file():
        said = hand.client.snapshots.restore(Path(name).read_bytes())
    else:
        said = hand.client.snapshots.load(name)
    hand.say(said, f"second {hand.client.clock.now:g}")


@snapshot.command("list")
@steers
def every(hand: Hand) -> None:
    """Print the snapshots of a world.

    \b
    mock-runpod snapshot list
    """
    rows = hand.client.snapshots.list()
    columns = ("name", "now", "endpoints", "workers", "jobs")
    hand.say(rows, table([columns, *(tuple(row[name] for name in columns) for row in rows)]))


@snapshot.command()
@click.argument("name")
@steers
def delete(hand: Hand, name: str) -> None:
    """Forget the snapshot NAME.

    \b
    mock-runpod snapshot delete base
    """
    hand.client.snapshots.delete(name)
    hand.say({"deleted": name}, f"{name} is gone")


@snapshot.command()
@click.argument("before")
@click.argument("after", required=False)
@steers
def diff(hand: Hand, before: str, after: str | None) -> None:
    """Print what differs between two of world, world:NAME and snapshot:NAME.

    Without AFTER it is the world as it is now.

    \b
    mock-runpod snapshot diff snapshot:base
    """
    said = hand.client.snapshots.diff(before, after)
    hand.say(said, said["text"] or ["nothing differs"])
