import click

from mock_runpod.cli.hand import FAILED, Hand, steers


@click.command()
@steers
def leaks(hand: Hand) -> None:
    """Print what was left running, with monthly prices; ends with 1 if there is something.

    \b
    mock-runpod leaks
    """
    left = hand.client.leaks()
    hand.say(left, [str(each) for each in left] or ["nothing is left running"])
    if left:
        raise click.exceptions.Exit(FAILED)


@click.command()
@click.option("--endpoint", metavar="ID", help="Only those of this endpoint.")
@steers
def spent(hand: Hand, endpoint: str | None) -> None:
    """Print what the workers of a world have cost, in dollars.

    \b
    mock-runpod spent --endpoint sdxl
    """
    dollars = hand.client.spent(endpoint)
    hand.say({"usd": dollars}, f"${dollars:.4f}")
