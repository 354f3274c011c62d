"""Ids shaped like the real ones (B-012, B-013), drawn from the world's own randomness."""

from mock_runpod.engine.world import World
from mock_runpod.model import Record

BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
ALNUM = BASE36 + BASE36[10:].upper()

#: First segments under /v2 that REST v2 claims: no endpoint may have such an id (B-003).
RESERVED = frozenset(
    [
        "pods",
        "serverless",
        "templates",
        "network-volumes",
        "global-volumes",
        "registries",
        "clusters",
        "catalog",
        "billing",
        "account",
        "openapi.json",
        "docs",
    ]
)


def short(world: World, length: int, kind: type[Record] | None = None) -> str:
    """Lower-case base 36: 14 characters for endpoints and workers, 12 machines, 10 the rest."""
    while True:
        id = "".join(world.random.choices(BASE36, k=length))
        if id not in RESERVED and (kind is None or world.find(kind, id) is None):
            return id


def user(world: World) -> str:
    return "user_" + "".join(world.random.choices(ALNUM, k=27))


def job(world: World, *, sync: bool) -> str:
    """UUIDv4 and the region's suffix; `sync-` before those of /runsync (B-069)."""
    bits = world.random.getrandbits(128)
    bits = bits & ~(0xF000 << 64) & ~(0xC000 << 48) | (0x4000 << 64) | (0x8000 << 48)
    h = f"{bits:032x}"
    uuid = f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}{world.settings.job_id_suffix}"
    return f"sync-{uuid}" if sync else uuid
