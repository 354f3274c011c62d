import json
from typing import TYPE_CHECKING

import click

from mock_runpod.cli.hand import Hand, pairs, steers

if TYPE_CHECKING:
    from mock_runpod.client.jobs import Job


@click.command()
@click.argument("job", required=False)
@click.argument("status", required=False)
@click.option("--until", multiple=True, metavar="NAME=VALUE", help="Something else than a job.")
@click.option("--seconds", type=float, default=600.0, show_default=True, help="World seconds.")
@steers
def wait(
    hand: Hand, job: str | None, status: str | None, until: tuple[str, ...], seconds: float
) -> None:
    """Wait until JOB has STATUS (or any end); ends with 1 if something else happened instead.

    \b
    mock-runpod wait JOB COMPLETED --seconds 60
    mock-runpod wait --until endpoint=sdxl --until workers=2 --until status=IDLE
    mock-runpod wait --until "requests=POST /v2/*/run" --until count=3
    """
    if (job is None) == (not until):
        raise click.UsageError("say what to wait for: either a job, or --until")
    hand.hint(f"waiting, for at most {seconds:g} seconds of the world")
    if job is None:
        second = hand.client.wait_for(seconds=seconds, **pairs(until))
        hand.say({"now": second}, f"second {second:g}")
    else:
        there = hand.client.wait(job, status, seconds=seconds)
        hand.say(there, told(there))


def told(job: "Job") -> str:
    """One line about a job."""
    result = f"  error: {job.error}" if job.error else f"  {json.dumps(job.output)}"
    times = [("delay", job.delay), ("execution", job.execution)]
    spent = "".join(f"  {name} {time:g} s" for name, time in times if time is not None)
    return f"{job.id}  {job.status}{spent}{result}"
