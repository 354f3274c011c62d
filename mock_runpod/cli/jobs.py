import click

from mock_runpod.cli.hand import Hand, steers, table, value
from mock_runpod.cli.waiting import told


@click.group()
def job() -> None:
    """Look at jobs, and take the place of their worker.

    \b
    mock-runpod job finish JOB '{"image": "aGVsbG8="}'
    mock-runpod job fail JOB 'CUDA out of memory'
    """


@job.command("list")
@click.option("--endpoint", metavar="ID", help="Only those of this endpoint.")
@click.option("--status", metavar="STATUS", help="Only those that have it.")
@steers
def every(hand: Hand, endpoint: str | None, status: str | None) -> None:
    """Print the jobs that are remembered.

    \b
    mock-runpod job list --endpoint sdxl --status FAILED
    """
    jobs = hand.client.jobs(endpoint, status=status)
    rows = [(each.id, each.endpoint_id, each.status, f"{each.created_at:g} s") for each in jobs]
    hand.say(jobs, table(rows))


@job.command()
@click.argument("id")
@steers
def show(hand: Hand, id: str) -> None:
    """Print the job ID.

    \b
    mock-runpod job show ID --json
    """
    there = hand.client.job(id)
    hand.say(there, told(there))


@job.command()
@click.argument("id")
@click.argument("output", default="null", metavar="[JSON]")
@steers
def finish(hand: Hand, id: str, output: str) -> None:
    """Give the job ID this output.

    \b
    mock-runpod job finish ID '{"image": "aGVsbG8="}'
    """
    there = hand.client.job(id).finish(value(output))
    hand.say(there, told(there))


@job.command()
@click.argument("id")
@click.argument("error")
@steers
def fail(hand: Hand, id: str, error: str) -> None:
    """Let the job ID fail with this text.

    \b
    mock-runpod job fail ID 'CUDA out of memory'
    """
    there = hand.client.job(id).fail(error)
    hand.say(there, told(there))


@job.command()
@click.argument("id")
@click.argument("output", metavar="JSON")
@steers
def progress(hand: Hand, id: str, output: str) -> None:
    """Say how far the job ID is.

    \b
    mock-runpod job progress ID '"half way"'
    """
    there = hand.client.job(id).progress(value(output))
    hand.say(there, told(there))


@job.command()
@click.argument("id")
@click.argument("chunks", nargs=-1, required=True, metavar="JSON...")
@steers
def emit(hand: Hand, id: str, chunks: tuple[str, ...]) -> None:
    """Hand out these pieces of the stream of the job ID.

    \b
    mock-runpod job emit ID '"a"' '"quiet"' '"house"'
    """
    there = hand.client.job(id).emit(*map(value, chunks))
    hand.say(there, told(there))


@job.command()
@click.argument("id")
@steers
def crash(hand: Hand, id: str) -> None:
    """Lose the worker of the job ID in the middle of it.

    \b
    mock-runpod job crash ID
    """
    there = hand.client.job(id).crash()
    hand.say(there, told(there))


@job.command()
@click.argument("id")
@steers
def cancel(hand: Hand, id: str) -> None:
    """Cancel the job ID.

    \b
    mock-runpod job cancel ID
    """
    there = hand.client.job(id).cancel()
    hand.say(there, told(there))


@job.command()
@click.argument("id")
@steers
def retry(hand: Hand, id: str) -> None:
    """Run the job ID again, which has failed.

    \b
    mock-runpod job retry ID
    """
    there = hand.client.job(id).retry()
    hand.say(there, told(there))
