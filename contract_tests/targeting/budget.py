"""What a run can cost at most, reserved before anything is sent that could start a worker."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal
from typing import Any

from contract_tests.targeting.refusals import NotSent, Spent
from mock_runpod import fixtures

#: Upper estimates. Published cold starts are below (B-230); a limit fires late (B-085), and a job
#: whose worker is lost is dispatched once more (B-083).
COLD_START_S, LATE_S, ATTEMPTS = 180, 15, 2
#: What a test may ask for where work costs money.
EXECUTION_MS, IDLE_S = 60_000, 60
CENT = Decimal("0.0001")


@dataclass(frozen=True)
class Bounds:
    """What limits the cost of one endpoint's workers: as asked for, so nothing is left open."""

    price: Decimal = Decimal(0)
    gpus: int = 1
    workers: int = 0
    execution_ms: int = EXECUTION_MS
    idle_s: int = 5
    waiting_s: float = 0  # of jobs that wait for an endpoint without workers to get one

    def asked(self, body: Mapping[str, Any]) -> "Bounds":
        """After a request with this body. Raises NotSent for what would leave a cost open."""
        new = replace(
            self,
            price=price(body["gpuTypeIds"]) if body.get("gpuTypeIds") else self.price,
            gpus=whole(body, "gpuCount", self.gpus, 8),
            workers=whole(body, "workersMax", self.workers, 1),
            execution_ms=whole(body, "executionTimeoutMs", self.execution_ms, EXECUTION_MS),
            idle_s=whole(body, "idleTimeout", self.idle_s, IDLE_S),
        )
        whole(body, "workersMin", 0, 0)
        if new.workers and not new.price:
            raise NotSent("a worker of an endpoint without gpuTypeIds has no known price")
        if new.workers and not new.execution_ms:
            raise NotSent("an endpoint whose jobs have no time limit has no known cost")
        return new

    @property
    def start(self) -> Decimal:
        """A worker that comes up, and finds nothing to do but what has waited for it."""
        seconds = COLD_START_S + self.idle_s + self.waiting_s
        return self.cost(seconds) if self.workers else Decimal(0)

    def given(self, body: Any) -> "Bounds":
        """After a job: without workers it costs nothing, until there are some."""
        return self if self.workers else replace(self, waiting_s=self.waiting_s + self.job(body))

    def job(self, body: Any) -> float:
        """Seconds of a job at its longest, and of the worker that was started for it."""
        policy = body.get("policy") if isinstance(body, Mapping) else None
        if isinstance(policy, Mapping):
            whole(policy, "executionTimeout", EXECUTION_MS, EXECUTION_MS)
        limit_s = max(self.execution_ms, EXECUTION_MS if policy else 0) / 1000
        return (COLD_START_S + limit_s + LATE_S) * ATTEMPTS + self.idle_s

    def dearness(self) -> tuple[int, Decimal]:
        return self.workers, self.cost(self.job(None))

    def cost(self, seconds: float) -> Decimal:
        return self.price * self.gpus * Decimal(seconds)


class Budget:
    """The sum of all estimates. `most` None: nothing there costs anything."""

    def __init__(self, most: Decimal | None) -> None:
        self.most, self.reserved, self.spent = most, Decimal(0), ""

    def reserve(self, name: str, amount: Decimal) -> None:
        """Raises Spent, and nothing is sent."""
        if self.most is None:
            return
        if self.reserved + amount > self.most:
            self.spent = (
                f"{name} could cost {dollars(amount)}, {dollars(self.reserved)} are reserved, "
                f"and --runpod-max-usd is {dollars(self.most)}"
            )
            raise Spent(self.spent)
        self.reserved += amount


def price(gpu_type_ids: Any) -> Decimal:
    """Dollars per second of the dearest of them, whatever price for it is known to be higher."""
    catalog, prices = fixtures.catalog(), []
    for gpu_type_id in gpu_type_ids if isinstance(gpu_type_ids, list) else [gpu_type_ids]:
        gpu = catalog.gpus.get(str(gpu_type_id))
        pool = catalog.pools.get((gpu and gpu.pool) or "")
        known = [pool.flex_per_gpu_second or 0.0] if pool else []
        known += [gpu.secure_price / 3600] if gpu else []
        if not any(known):
            raise NotSent(f"the price of {gpu_type_id!r} is not known")
        prices.append(Decimal(str(max(known))))
    return max(prices)


def whole(body: Mapping[str, Any], field: str, unsaid: int, most: int) -> int:
    """A number that a bound rests on. What is no such number would leave it open."""
    said = body.get(field, unsaid)
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= most:
        raise NotSent(f"{field} {said!r} is not a number from 0 to {most}, which bound the cost")
    return said


def dollars(amount: Decimal) -> str:
    return f"${amount.quantize(CENT, ROUND_UP).normalize():f}"
