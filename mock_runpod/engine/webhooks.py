"""When to tell the caller, and when to stop (B-108 to B-110). Sending is the outbox's work."""

from mock_runpod.engine import faults
from mock_runpod.engine.lifecycles import DELIVERY, move
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.views import job_view
from mock_runpod.engine.world import World
from mock_runpod.model import Delivery, DeliveryStatus, Job, PostWebhook, replace

#: The number of an attempt that is made twice by a fault: of the second nobody wants news.
TWIN = -1
OVER = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.GIVEN_UP})


def announce(world: World, job: Job) -> None:
    """Ask for the first attempt. The body is the job as it is now, with its input and address."""
    if url := job.asked.webhook:
        world.timeline.cancel(Timer("webhook-due", job.id))  # of an earlier end, before a retry
        document = job_view(job) | {"input": job.asked.input, "webhook": url}
        document.pop("workerId", None)  # absent in the capture
        _ask(world, Delivery(id=job.id, url=url, document=dict(sorted(document.items()))))


def delivered(world: World, effect: PostWebhook) -> None:
    if delivery := _under_way(world, effect):
        _step(world, delivery, "deliver")


def missed(world: World, effect: PostWebhook) -> None:
    """No 2xx came back: wait for the next attempt, or give up after the last."""
    delivery, delays = _under_way(world, effect), world.settings.webhook_delays_s
    if delivery is None:
        return
    if delivery.attempt > len(delays):
        _step(world, delivery, "give up")
        world.note(delivery.id, f"webhook given up after {delivery.attempt} attempts")
    else:
        _step(world, delivery, "miss")
        world.timeline.schedule(delays[delivery.attempt - 1], Timer("webhook-due", delivery.id))


def refused(world: World, effect: PostWebhook, why: str) -> None:
    """The outbox will not post to that address at all."""
    if delivery := _under_way(world, effect):
        _step(world, delivery, "give up")
        world.note(delivery.id, why)


def on_due(world: World, job_id: str) -> None:
    delivery = world.get(Delivery, job_id)
    _ask(world, replace(_step(world, delivery, "retry"), attempt=delivery.attempt + 1))


def forget(world: World, job_id: str) -> None:
    """The job goes. A delivery that is still being tried goes on, and follows when it is over."""
    delivery = world.find(Delivery, job_id)
    if delivery and delivery.status in OVER:
        world.drop(delivery)


def _ask(world: World, delivery: Delivery) -> None:
    """One attempt. A lost one is believed to have arrived, so no other follows it."""
    asked = world.put(replace(delivery, number=world.told))
    job = world.find(Job, asked.id)
    aim = {"endpoint": job.endpoint_id if job else None, "job": asked.id}
    if faults.struck(world, "webhook.lost", **aim):
        _step(world, asked, "deliver")
        world.note(asked.id, "webhook lost on its way")
        return
    world.effects.append(PostWebhook(asked.id, asked.number, asked.url, asked.document))
    if faults.struck(world, "webhook.duplicate", **aim):
        world.effects.append(PostWebhook(asked.id, TWIN, asked.url, asked.document))


def _under_way(world: World, effect: PostWebhook) -> Delivery | None:
    """The delivery this is news of; None if the job has been retried or forgotten meanwhile."""
    delivery = world.find(Delivery, effect.job_id)
    if delivery is None or delivery.number != effect.number:
        return None
    return delivery if delivery.status is DeliveryStatus.SENDING else None


def _step(world: World, delivery: Delivery, verb: str) -> Delivery:
    moved = world.put(replace(delivery, status=move(DELIVERY, delivery.status, verb)))
    if moved.status in OVER and world.find(Job, moved.id) is None:
        world.drop(moved)
    return moved
