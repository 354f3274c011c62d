"""The only way to a target: what may not be sent is stopped here, whoever asked for it.

Skipping a test is a courtesy; this is the interlock. It stands below the client's redirects and
retries, so nothing goes around it.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx

from contract_tests.targeting.budget import Bounds, Budget
from contract_tests.targeting.operations import STARTING, Operation, operation
from contract_tests.targeting.refusals import NotSent
from contract_tests.targeting.register import Register, created
from contract_tests.targeting.terms import Terms

#: Ids begin so that stand for nothing; no real one has a hyphen (B-012).
NOBODY = "contract-"
CHANGING = {"update", "delete", "run", "runsync", "cancel", "retry", "purge-queue", "stream"}


@dataclass(frozen=True)
class Gate(httpx.BaseTransport):
    """Allows, bounds, reserves; then sends; then notes what was made."""

    inner: httpx.BaseTransport
    terms: Terms
    budget: Budget
    register: Register

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked, body = operation(self.terms.addresses, request), sent(request)
        if asked is None:
            raise NotSent(f"{request.url.host} is not the target")
        bounds = self.check(asked, body) if self.terms.remote else Bounds()
        intent = self.register.intend(asked.kind, body) if created(asked) else None
        response = self.inner.handle_request(request)
        response.read()
        if intent and (made := self.register.answered(intent, response)):
            self.register.bounds[made] = bounds
        elif asked.verb == "update" and response.is_success:
            self.register.bounds[asked.id] = bounds
        elif asked.verb == "delete" and response.status_code == 204:
            self.register.gone(asked.id)
        return response

    def close(self) -> None:
        self.inner.close()

    def check(self, asked: Operation, body: Any) -> Bounds:
        """How the endpoint's costs are bounded afterwards. Raises NotSent, Spent."""
        if asked.name not in self.terms.allowed:
            raise NotSent(f"{asked.name} is not in --runpod-allow")
        if asked.verb in CHANGING and not self.ours(asked.id):
            raise NotSent(f"{asked.name} of {asked.id!r}, which this run has not made")
        bounds = self.register.bounds.get(asked.id, Bounds())
        if asked.verb in ("create", "update") and isinstance(body, dict):
            self.check_name(asked, body)
            if asked.kind == "endpoint":
                bounds = self.bounded(asked, body, bounds)
        elif asked.name in STARTING:
            cost, bounds = bounds.cost(bounds.job(body)), bounds.given(body)
            self.budget.reserve(asked.name, cost if bounds.workers else Decimal(0))
            self.register.bounds[asked.id] = bounds
        return bounds

    def ours(self, id: str) -> bool:
        return id.startswith(NOBODY) or id in self.register.things

    def check_name(self, asked: Operation, body: dict[str, Any]) -> None:
        """By their names a person finds what a run has left."""
        if created(asked) or "name" in body:
            name = body.get("name")
            if not (isinstance(name, str) and name.startswith(self.terms.prefix)):
                raise NotSent(f"the name {name!r} does not begin with {self.terms.prefix!r}")

    def bounded(self, asked: Operation, body: dict[str, Any], before: Bounds) -> Bounds:
        if created(asked) and "workersMax" not in body:
            raise NotSent("an endpoint that does not say workersMax gets several (B-029)")
        after = before.asked(body)
        self.budget.reserve(asked.name, after.start)
        if not created(asked):  # should no answer come, the dearer of the two may be the case
            self.register.bounds[asked.id] = max(before, after, key=Bounds.dearness)
        return after


def sent(request: httpx.Request) -> Any:
    """The body as data; None when it is none, and then nothing can come of it."""
    try:
        return json.loads(request.read() or b"null")
    except ValueError:
        return None
