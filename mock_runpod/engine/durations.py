"""How long a step takes: the setting if there is one, else the profile, with its jitter (B-127)."""

from mock_runpod.engine.world import World
from mock_runpod.model import Behaviour, Endpoint, Stage


def draw(world: World, stage: Stage, setting: float | None = None) -> float:
    """Seconds. An exact stage draws nothing, so that it does not move the world's randomness."""
    if setting is not None:
        return setting
    if not stage.jitter:
        return stage.seconds
    return stage.seconds * world.random.uniform(1 - stage.jitter, 1 + stage.jitter)


def image_pull(world: World) -> float:
    return draw(world, world.profile.image_pull, world.settings.image_pull_s)


def boot(world: World, endpoint: Endpoint, *, booted_before: bool) -> float:
    """FlashBoot helps only a worker that was up before (B-128)."""
    if endpoint.spec.flashboot and booted_before:
        return draw(world, world.profile.flashboot_boot, world.settings.flashboot_boot_s)
    return draw(world, world.profile.boot, world.settings.boot_s)


def dispatch(world: World) -> float:
    return draw(world, world.profile.dispatch, world.settings.dispatch_s)


def execution(world: World, behaviour: Behaviour) -> float:
    if behaviour.execution_s is not None:
        return behaviour.execution_s
    return draw(world, world.profile.execution, world.settings.execution_s)


def chunk(world: World, behaviour: Behaviour) -> float:
    return draw(world, world.profile.chunk, behaviour.chunk_s)


def chance(world: World, share: float) -> bool:
    """Whether a thing that happens this often happens now. Never and always draw nothing."""
    return share > 0 and (share >= 1 or world.random.random() < share)
