"""What a person has said about a target, and the refusals that teach how to say it."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from contract_tests.targeting import operations
from contract_tests.targeting.addresses import Addresses, Unclear, addresses
from contract_tests.targeting.secrecy import Key

MOCK_KEY = "rpa_mock_contract"
#: RunPod's own test worker: it does what its input says (B-156).
IMAGE = "runpod/mock-worker:latest"
#: Of the cheapest pool, and known to every client.
GPU = "NVIDIA RTX A4000"
#: The generator among the demo data of a mock.
STREAM_DEMO = "stream-demo"
#: A template stays undeletable for two minutes after its last use (B-055).
PATIENCE_S = 150.0
#: A mock answers at once, and holds `/runsync` by its own clock; the real one holds for real.
LOCAL_TIMEOUT_S, REMOTE_TIMEOUT_S = 20.0, 330.0


class Refused(Exception):
    """Not without more being said; the text tells what, and how."""


@dataclass(frozen=True)
class Terms:
    """Where requests go, and what is allowed there. `exact`: its times are known, as in a mock
    whose profile is `instant`. `stream_endpoint`: one that is there, whose worker is a generator.
    """

    addresses: Addresses
    key: Key
    allowed: frozenset[str] = frozenset(operations.NAMES)
    most: Decimal | None = None
    image: str = IMAGE
    gpu: str = GPU
    stream_endpoint: str = ""
    patience_s: float = PATIENCE_S
    timeout_s: float = LOCAL_TIMEOUT_S
    exact: bool = False
    explicit_key: bool = False
    prefix: str = field(default_factory=lambda: f"contract-{secrets.token_hex(4)}")

    @property
    def remote(self) -> bool:
        return self.addresses.remote


def local(url: str, *, key: str = MOCK_KEY, exact: bool = False, patience_s: float = 0) -> Terms:
    """A mock on this machine: no interlocks, nothing costs anything."""
    at = addresses(url)
    if at.remote:
        raise Refused(f"{url} is not this machine")
    own = Key(key, "a mock's own")
    return Terms(at, own, exact=exact, patience_s=patience_s, stream_endpoint=STREAM_DEMO)


def read(said: Mapping[str, Any], env: Mapping[str, str] = os.environ) -> Terms | None:
    """The options as terms, or None without a target. Raises Refused."""
    if not said["target"]:
        extra = sorted(option(name) for name in said if said[name] and name != "target")
        if extra:
            raise Refused(f"{', '.join(extra)}: only together with --runpod-target=URL")
        return None
    try:
        at = addresses(said["target"], said["jobs_target"])
        allowed = operations.allowed(said["allow"] or "")
    except (Unclear, operations.Unknown) as error:
        raise Refused(str(error)) from None
    key = key_from(said["key_env"], env)
    if at.remote:
        check_said(at, said)
        check_allowed(allowed)
        if said["stream_endpoint"]:
            raise Refused("--runpod-stream-endpoint: what others have made has no known cost")
    return Terms(
        addresses=at,
        key=key or Key(MOCK_KEY, "a mock's own"),
        explicit_key=key is not None,
        allowed=allowed if at.remote or allowed else frozenset(operations.NAMES),
        most=amount(said["max_usd"]) if at.remote else None,
        image=said["image"] or IMAGE,
        gpu=said["gpu"] or GPU,
        stream_endpoint=said["stream_endpoint"] or ("" if at.remote else STREAM_DEMO),
        patience_s=patience(at, said["patience"]),
        timeout_s=REMOTE_TIMEOUT_S if at.remote else LOCAL_TIMEOUT_S,
    )


def check_said(at: Addresses, said: Mapping[str, Any]) -> None:
    """Money, permission and key are each said by a person, for this run."""
    teaching = {
        "max_usd": "--runpod-max-usd AMOUNT: what this run may cost at most, in dollars",
        "allow": "--runpod-allow OPERATIONS: what may be sent, such as `reading`, or names with "
        f"commas between. There are: {operations.listed()}",
        "key_env": "--runpod-key-env NAME: the variable that holds the API key. RUNPOD_API_KEY is "
        "not taken by itself, and no key belongs on a command line",
    }
    missing = [f"  {text}" for name, text in teaching.items() if not said[name]]
    where = " and ".join(sorted({at.rest.host, at.jobs.host}))
    if missing:
        head = f"Not this machine: {where}. Nothing is sent there without"
        raise Refused("\n".join([head, *missing]))
    if at.open_to_all and not said["insecure"]:
        raise Refused(
            f"http://{where} would carry the API key where everybody on the way can read it. Use "
            "https, or say --runpod-insecure"
        )


def check_allowed(allowed: frozenset[str]) -> None:
    if not allowed:
        raise Refused("--runpod-allow names nothing that may be sent")
    for noun in ("endpoint", "template"):
        if f"{noun}.create" in allowed and f"{noun}.delete" not in allowed:
            raise Refused(
                f"--runpod-allow has {noun}.create without {noun}.delete: what may be made must "
                "also be allowed to be deleted"
            )


def patience(at: Addresses, said: float | None) -> float:
    """What is left in a mock costs nothing, so nobody waits for it unless asked to."""
    return said if said is not None else PATIENCE_S if at.remote else 0.0


def key_from(name: str | None, env: Mapping[str, str]) -> Key | None:
    if not name:
        return None
    text = env.get(name, "").strip()
    if not text:
        hint = "" if name.isidentifier() else " (it wants the name of a variable, not a key)"
        shown = name if name.isidentifier() and not name.startswith("rpa_") else "that name"
        raise Refused(f"--runpod-key-env: no variable of {shown} holds a key{hint}")
    return Key(text, f"${name}")


def amount(text: str) -> Decimal:
    try:
        said = Decimal(text)
    except InvalidOperation:
        said = Decimal(-1)
    if not said.is_finite() or said < 0:
        raise Refused(f"--runpod-max-usd must be an amount of dollars such as 0.50, not {text!r}")
    return said


def option(name: str) -> str:
    return f"--runpod-{name.replace('_', '-')}"
