import click

from mock_runpod.cli.hand import Hand, steers


@click.command()
@click.option("--worker", metavar="ID", help="What this worker printed, and what is said of it.")
@click.option("--job", metavar="ID", help="What was printed while a worker had this job.")
@click.option("--follow", "-f", is_flag=True, help="Go on with lines that come.")
@click.option("--since", type=int, default=0, metavar="N", help="Leave out the lines up to N.")
@steers
def logs(hand: Hand, /, worker: str | None, job: str | None, follow: bool, since: int) -> None:
    """Print what a worker printed, or all that was printed for a job.

    \b
    mock-runpod logs --worker w1 --follow
    mock-runpod logs --job 5c68c85b-caf1-4b7a-a697-3cce49e5c36a-u1
    """
    if (worker is None) == (job is None):
        raise click.UsageError("name a --worker or a --job")
    of = {"job": job} if job else {"worker": str(worker)}
    if follow:
        for line in hand.client.logs.follow(since=since, **of):
            hand.follow(line, str(line))
        return
    found = hand.client.logs.read(since=since, **of)
    hand.say(found, map(str, found))
