"""A token for each worker, in its URLs: the header holds whatever key its developer has (10).

It says which world is meant, and proves that this server has written it.
"""

import hashlib
import hmac

from mock_runpod.runtime.worlds import Worlds

LENGTH = 32


def token_of(worlds: Worlds, world: str, endpoint_id: str, worker_id: str) -> str:
    """`{world}.{proof}`, for this worker of this endpoint and no other."""
    meant = "/".join([world, endpoint_id, worker_id]).encode()
    proof = hmac.new(worlds.secret, meant, hashlib.sha256).hexdigest()[:LENGTH]
    return f"{world}.{proof}"


def world_in(token: str) -> str:
    """The name of the world that it speaks of, proven or not."""
    return token.rpartition(".")[0]


def proves(worlds: Worlds, token: str, endpoint_id: str, worker_id: str) -> bool:
    right = token_of(worlds, world_in(token), endpoint_id, worker_id)
    return hmac.compare_digest(token.encode(), right.encode())
