import click

from mock_runpod.cli.hand import Hand, steers, table
from mock_runpod.cli.worker_env import env
from mock_runpod.cli.worker_run import run

WHAT = {
    "crash": "Let its container die; its jobs are missed after a while.",
    "oom": "Let it run out of memory.",
    "lose-heartbeat": "Let nothing be heard of its jobs any more; it lives on.",
    "sicken": "Let its container fail; it is started again by and by.",
    "evict": "Let its machine be taken from it; it is throttled until it finds another.",
    "drain": "Give it no more jobs; a real one ends when it has none.",
    "retire": "Let it be gone at once; what it held is dispatched again.",
}


@click.group()
def worker() -> None:
    """Run your own handler, look at workers, and let something happen to one.

    \b
    mock-runpod worker run handler.py --endpoint sdxl    your own handler takes its jobs
    mock-runpod worker crash sdxl 1                      the first worker of the endpoint sdxl
    """


worker.add_command(run)
worker.add_command(env)


@worker.command("list")
@click.argument("endpoint", required=False)
@steers
def every(hand: Hand, endpoint: str | None) -> None:
    """Print the workers of a world, or of one endpoint.

    \b
    mock-runpod worker list sdxl
    """
    workers = hand.client.workers(endpoint)
    rows = [(each.id, each.endpoint_id, each.status, " ".join(each.jobs)) for each in workers]
    hand.say(workers, table(rows))


def _verb(name: str, says: str) -> None:
    @worker.command(name, help=f"{says}\n\n\b\nmock-runpod worker {name} sdxl 1")
    @click.argument("endpoint")
    @click.argument("number", type=int, default=1)
    @steers
    def act(hand: Hand, endpoint: str, number: int) -> None:
        there = hand.client.worker(endpoint, number)
        getattr(there, name.replace("-", "_"))()
        hand.say({"worker": there.id, "did": name}, f"{there.id}: {name}")


for name, says in WHAT.items():
    _verb(name, says)
