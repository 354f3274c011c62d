import json
from typing import TYPE_CHECKING, Any

import click

from mock_runpod.cli.hand import Hand, steers

if TYPE_CHECKING:
    from mock_runpod.client.events import Event


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Go on with those that come.")
@click.option("--kind", metavar="job|worker|...", help="Only those of this kind of thing.")
@click.option("--id", metavar="ID", help="Only those of this thing.")
@click.option("--since", type=int, default=0, metavar="N", help="Leave out the first N.")
@steers
def events(hand: Hand, /, follow: bool, **which: Any) -> None:
    """Print what happened in a world.

    \b
    mock-runpod events --follow
    """
    if follow:
        for each in hand.client.follow(
            "events", since=str(which["since"]) if which["since"] else None
        ):
            if isinstance(each, Event) and each.about(which["kind"], which["id"]):
                hand.follow(each, _told(each))
        return
    found = hand.client.events(**which)
    hand.say(found, [_told(each) for each in found])


def _told(event: "Event") -> str:
    about = f"{event.kind} {event.id}".strip()
    how = event.record.get("status") or event.event
    return f"{event.at:10.3f}  {about}  {event.text or json.dumps(how).strip(chr(34))}"
