import click

from mock_runpod.cli.hand import Hand, pairs, steers, table


@click.group()
def faults() -> None:
    """Let things go wrong.

    \b
    mock-runpod faults add status status=429 retry_after=5 --on "POST /v2/*/run" --count 2
    mock-runpod faults add worker.oom --endpoint sdxl
    mock-runpod faults profile flaky
    """


@faults.command()
@click.argument("fault", metavar="KIND")
@click.argument("says", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--name", help="What to call it; otherwise its kind and a number.")
@click.option("--on", metavar="REQUEST", help='Which requests, like "POST /v2/*/run".')
@click.option("--endpoint", metavar="ID", help="Which endpoint.")
@click.option("--job", metavar="ID", help="Which job.")
@click.option("--worker", metavar="ID", help="Which worker.")
@click.option("--after", type=int, metavar="N", help="Let so many pass first.")
@click.option("--every", type=int, metavar="N", help="Strike every N-th.")
@click.option("--count", type=int, metavar="N", help="Strike so often at most.")
@click.option("--probability", type=float, metavar="P", help="Strike with this probability.")
@steers
def add(hand: Hand, /, fault: str, says: tuple[str, ...], **aim: str | int | float | None) -> None:
    """Add a fault; `mock-runpod faults kinds` tells which there are and what each needs.

    \b
    mock-runpod faults add dp_429 --on "POST /v2/*/run" --count 2
    mock-runpod faults add graphql_error when='{"pointer": "/query", "matches": "podFind"}'
    mock-runpod faults add worker.crash after_s=5 --endpoint sdxl --probability 0.1
    """
    said = {name: value for name, value in aim.items() if value is not None}
    added = hand.client.faults.add(fault, **said, **pairs(says))
    hand.say(added, added.name)


@faults.command("list")
@steers
def every(hand: Hand) -> None:
    """Print the faults of a world, and how often they struck.

    \b
    mock-runpod faults list --json
    """
    found = hand.client.faults.list()
    rows = [(each.name, each.fault, f"struck {each.struck} of {each.seen}") for each in found]
    hand.say(found, table(rows))


@faults.command()
@click.argument("name")
@steers
def profile(hand: Hand, name: str) -> None:
    """Add all faults of a profile: flaky, brownout, black-friday.

    \b
    mock-runpod faults profile flaky
    """
    added = hand.client.faults.profile(name)
    hand.say(added, [each.name for each in added])


@faults.command()
@click.argument("name")
@steers
def remove(hand: Hand, name: str) -> None:
    """Remove the fault NAME.

    \b
    mock-runpod faults remove dp_429-1
    """
    hand.client.faults.remove(name)
    hand.say({"removed": name}, f"{name} is gone")


@faults.command()
@steers
def clear(hand: Hand) -> None:
    """Remove all faults.

    \b
    mock-runpod faults clear
    """
    hand.client.faults.clear()
    hand.say({"removed": "all"}, "all is well")


@faults.command()
@steers
def kinds(hand: Hand) -> None:
    """Print what can go wrong, and what each kind needs; with --json also all that each takes.

    \b
    mock-runpod faults kinds
    """
    said = hand.client.faults.kinds()
    rows = [
        *((each["fault"], each["says"], _needs(each["needs"])) for each in said["kinds"]),
        *((each["fault"], each["says"]) for each in said["readyMade"]),
        *((f"text={each['name']}", each["says"]) for each in said["texts"]),
        *((f"profile {each['profile']}", each["says"]) for each in said["profiles"]),
    ]
    hand.say(said, [f"{name:<24}{' '.join(text)}".rstrip() for name, *text in rows])


def _needs(names: list[str]) -> str:
    return f"Needs {', '.join(names)}." if names else ""
