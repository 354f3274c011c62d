"""Attempts at a job that somebody else makes: a hand, or a function that runs elsewhere."""

from mock_runpod.engine.world import World
from mock_runpod.model import Attempt, Await, By, CallHandler, Job


def begin(world: World, job: Job, step: Await) -> Attempt:
    attempt = world.put(
        Attempt(
            id=job.id,
            endpoint_id=job.endpoint_id,
            by=step.by,
            number=world.told,
            lasts=step.lasts,
        )
    )
    if step.by is By.HANDLER:
        world.effects.append(CallHandler(job.endpoint_id, job.id, attempt.number))
    return attempt


def end(world: World, job_id: str) -> None:
    """If there is one: whoever had it has nothing more to say about it."""
    if attempt := world.find(Attempt, job_id):
        world.drop(attempt)


def at_endpoint(world: World, endpoint_id: str) -> list[Attempt]:
    """Those that are for a function elsewhere, oldest first."""
    return [
        attempt
        for attempt in world.every(Attempt)
        if attempt.by is By.HANDLER and attempt.endpoint_id == endpoint_id
    ]
