import click

from mock_runpod.cli.hand import Hand, steers


@click.group()
def clock() -> None:
    """Read the clock of a world, and move it.

    \b
    mock-runpod clock advance 10m
    mock-runpod clock mode manual
    """


@clock.command()
@steers
def show(hand: Hand) -> None:
    """Print what time it is in the world, how time passes, and when something is due.

    \b
    mock-runpod clock show --json
    """
    _tell(hand)


@clock.command()
@click.argument("span", metavar="SPAN")
@steers
def advance(hand: Hand, span: str) -> None:
    """Let SPAN pass: 600 (seconds), 10m, 1h30m, 7d. What falls due on the way happens.

    \b
    mock-runpod clock advance 10m
    """
    hand.client.clock.advance(span)
    _tell(hand)


@clock.command()
@click.option("--at-least", type=float, default=0.0, metavar="SECONDS", help="Go at least so far.")
@steers
def skip(hand: Hand, at_least: float) -> None:
    """Go on to the next thing that is due.

    \b
    mock-runpod clock skip --at-least 60
    """
    hand.client.clock.skip(at_least)
    _tell(hand)


@clock.command()
@click.argument("mode", metavar="real|scaled:N|manual|auto")
@steers
def mode(hand: Hand, mode: str) -> None:
    """Choose how time passes from now on.

    \b
    real       as here                 manual   only when it is told to
    scaled:60  a minute each second    auto     skips whatever somebody waits for

    \b
    mock-runpod clock mode auto
    """
    hand.client.clock.mode = mode
    _tell(hand)


def _tell(hand: Hand) -> None:
    moment = hand.client.clock.look()
    due = "nothing is due" if moment.next is None else f"next at {moment.next:g} s"
    hand.say(moment, f"{moment.iso}  second {moment.now:g}  {moment.mode}  {due}")
