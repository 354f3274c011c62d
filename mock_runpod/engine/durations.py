"""How long a step takes: the setting if there is one, else the profile, with its jitter (B-127)."""

import math

from mock_runpod.engine import faults
from mock_runpod.engine.world import World
from mock_runpod.model import Behaviour, Endpoint, Law, Seconds, Spread, Stage, Worker

#: What a spread can draw lies between nothing and a hundred years.
LONGEST_S = 3_155_760_000.0


def draw(world: World, stage: Stage, setting: Seconds | None = None) -> float:
    """Seconds. An exact stage draws nothing, so that it does not move the world's randomness."""
    if setting is not None:
        return drawn(world, setting)
    if not stage.jitter:
        return stage.seconds
    return stage.seconds * world.random.uniform(1 - stage.jitter, 1 + stage.jitter)


def drawn(world: World, seconds: Seconds) -> float:
    if not isinstance(seconds, Spread):
        return seconds
    middle, width = seconds.middle, seconds.width
    match seconds.law:
        case Law.UNIFORM:
            amount = world.random.uniform(middle, width)
        case Law.NORMAL:
            amount = world.random.normalvariate(middle, width)
        case Law.LOGNORMAL:
            power = math.log(middle) + world.random.normalvariate(0, width)
            amount = math.exp(min(power, math.log(LONGEST_S)))
    return min(max(amount, 0.0), LONGEST_S)


def image_pull(world: World, worker: Worker) -> float:
    """What is drawn, unless a fault makes it longer by a factor or names its seconds."""
    if world.get(Endpoint, worker.endpoint_id).cold_start is not None:
        usual = 0.0  # it is a part of the cold start
    else:
        usual = draw(world, world.profile.image_pull, world.settings.image_pull_s)
    slow = faults.struck(world, "worker.slow_pull", endpoint=worker.endpoint_id, worker=worker.id)
    if slow is None:
        return usual
    seconds = slow.says.get("seconds")
    return float(usual * slow.says.get("factor", 1.0) if seconds is None else seconds)


def boot(world: World, endpoint: Endpoint, *, booted_before: bool) -> float:
    """FlashBoot helps only a worker that was up before (B-128)."""
    if endpoint.cold_start is not None:
        return endpoint.cold_start
    if endpoint.spec.flashboot and booted_before:
        return draw(world, world.profile.flashboot_boot, world.settings.flashboot_boot_s)
    return draw(world, world.profile.boot, world.settings.boot_s)


def dispatch(world: World) -> float:
    return draw(world, world.profile.dispatch, world.settings.dispatch_s)


def execution(world: World, behaviour: Behaviour) -> float:
    said = behaviour.execution_s
    return draw(
        world, world.profile.execution, world.settings.execution_s if said is None else said
    )


def chunk(world: World, behaviour: Behaviour) -> float:
    return draw(world, world.profile.chunk, behaviour.chunk_s)


def chance(world: World, share: float) -> bool:
    """Whether a thing that happens this often happens now. Never and always draw nothing."""
    return share > 0 and (share >= 1 or world.random.random() < share)
