"""A world at one moment, kept aside. Cheap to take, as records never change."""

from typing import NamedTuple

from mock_runpod.engine.world import World
from mock_runpod.model import Delivery, DeliveryStatus, PostWebhook


class Moment(NamedTuple):
    """`mode` is how its time passed; `polls` are the jobs that were asked about, and when last.

    The world is not to be touched: who wants to go on takes `resumed`.
    """

    world: World
    mode: str
    polls: dict[str, float]


def resumed(moment: Moment) -> World:
    """A world that goes on from there. Nobody waits in it, and what was under way outside is sent
    once more, since nobody will tell this world how it went.
    """
    world = moment.world.fork()
    for _, timer in world.timeline.pending():
        if timer.what == "alarm":
            world.timeline.cancel(timer)
    asked = {(effect.job_id, effect.number) for effect in world.effects}
    world.effects += [
        PostWebhook(each.id, each.number, each.url, each.document)
        for each in world.every(Delivery)
        if each.status is DeliveryStatus.SENDING and (each.id, each.number) not in asked
    ]
    return world
