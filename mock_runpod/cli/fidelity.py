import click

from mock_runpod.cli.hand import Hand, steers, table

COLUMNS = {
    "operations": ("method", "path", "known", "rules"),
    "fields": ("name", "known", "rules"),
    "rules": ("id", "known", "title", "awaits"),
}


@click.command()
@click.argument("what", type=click.Choice(list(COLUMNS)), default="operations")
@steers
def fidelity(hand: Hand, what: str) -> None:
    """Print how the behaviour of the mock is known, and how many tests pin it.

    With --json it is everything that is known, with the names of the tests.

    \b
    mock-runpod fidelity
    mock-runpod fidelity rules
    """
    told, columns = hand.client.fidelity(), COLUMNS[what]
    rows = [
        (*(_cell(row.get(name, "")) for name in columns), len(row["tests"])) for row in told[what]
    ]
    hand.say(told, table([(*columns, "tests"), *rows]))


def _cell(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
