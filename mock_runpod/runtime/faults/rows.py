"""What a fault can say, kind by kind. The docstrings and descriptions are shown to users, who find
them at `GET /__mock/faults/kinds`.
"""

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, Field, JsonValue, model_validator

from mock_runpod.model import Aim, Fault, RequestPattern
from mock_runpod.runtime.faults.fields import SPAN, Name, Requests, Seconds, Span, Texts, says
from mock_runpod.runtime.fields import Row
from mock_runpod.runtime.files.behaviours import Conditions, all_of
from mock_runpod.settings import CENTURY_S


class FaultRow(BaseModel):
    """What every fault can say."""

    model_config = Row.model_config
    strikes: ClassVar[str]

    fault: str = says("what goes wrong", ...)
    name: Name | None = says("to find and remove it by; chosen if left out")
    after: Annotated[int, Field(ge=0)] = says("how many go well first", 0)
    every: Annotated[int, Field(ge=1)] = says("then it strikes each so-many-th", 1)
    count: Annotated[int, Field(ge=1)] | None = says("how often at most; left out: always")
    probability: Annotated[float, Field(gt=0, le=1)] = says("share of those it strikes", 1.0)

    def as_fault(self, name: str) -> Fault:
        """The record that goes into a world under this name."""
        often = FaultRow.model_fields
        said = self.model_dump(mode="json", exclude={*often, *AIMS}, exclude_none=True)
        return Fault(
            id=name,
            kind=self.fault,
            aim=self._aim(),
            says=said,
            after=self.after,
            every=self.every,
            count=self.count,
            probability=self.probability,
        )

    def _aim(self) -> Aim:
        said = {name: getattr(self, name, None) for name in AIMS}
        return Aim(
            on=tuple(RequestPattern.read(each) for each in said["on"] or ()),
            agents=tuple(said["user_agent"] or ()),
            when=all_of(said["when"] or ()),
            **{name: said[name] for name in ("endpoint", "job", "worker", "younger_s")},
        )


#: Fields that say whom a fault strikes.
AIMS = ("on", "endpoint", "job", "worker", "user_agent", "when", "younger_s")


class OnRequest(FaultRow):
    strikes: ClassVar[str] = "a request"

    on: Requests = Field(
        default_factory=list,
        description="requests like `POST /v2/*/run`, one or several; `*` stands for one segment of "
        "a path, `**` for any number",
    )
    endpoint: str | None = says("id of the endpoint in the path; `*` stands for anything")
    job: str | None = says("id of the job in the path")
    user_agent: Texts = Field(
        default_factory=list, description="user agents, `Go-http-client/*`, one or several"
    )
    when: Conditions = Field(
        default_factory=list,
        description="what the body must have, as in a rule: "
        '`{"pointer": "/query", "matches": "podFind"}`, `{"subset": {"input": {"n": 1}}}`',
    )
    younger_s: Annotated[float, Field(gt=0, le=CENTURY_S)] | None = says(
        "only requests about a job that was submitted less than so many seconds ago"
    )


class Answered(OnRequest):
    commits: bool = says("carry the request out first; only its answer is lost", False)


class Latency(OnRequest):
    """The request takes this much longer to arrive."""

    seconds: Span = says(f"how long: {SPAN}", ...)
    real: bool = says("real seconds instead of the world's", False)


class Status(Answered):
    """An error in the API's own words."""

    status: Annotated[int, Field(ge=400, le=599)] | None = says(
        "the HTTP status; left out: what the named text has"
    )
    text: str | None = says("a text of your own, or the name of one of `texts`")
    retry_after: Seconds | None = says("seconds for the header Retry-After; left out: no header")
    body: JsonValue = says("the whole body instead: a text, or JSON")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.body is not None and self.text is not None:
            raise ValueError("text and body are two ways to say it; give one")
        return self


class GraphqlError(Answered):
    """GraphQL's way to fail: status 200 and `errors` (B-209)."""

    on: Requests = Field(default=["POST /graphql"], description="POST /graphql, and nothing else")
    text: str | None = says("a text of your own, or the name of one of `texts`")
    code: str | None = says("extensions.code; left out: the one the named text has")


class Reset(Answered):
    """The connection is reset (RST) instead of an answer."""


class Empty(Answered):
    """The connection is closed without a byte."""


class Hang(Answered):
    """There is no answer, for as long as the client waits."""


class Truncated(OnRequest):
    """The answer breaks off: its length is announced in full, then the connection is closed."""

    keep: Annotated[float, Field(ge=0, lt=1)] = says("share of the body that still arrives", 0.5)


class Drip(OnRequest):
    """The answer comes piece by piece, spread over this time."""

    seconds: Seconds = says("from the first piece to the last", ...)
    pieces: Annotated[int, Field(ge=2, le=10_000)] = says("in how many pieces", 10)
    real: bool = says("real seconds instead of the world's", False)


class Stale(OnRequest):
    """A GET is answered from the world as it was so many seconds ago."""

    seconds: Annotated[float, Field(gt=0, le=CENTURY_S)] = says("how old the news is", ...)


class OnWorker(FaultRow):
    strikes: ClassVar[str] = "a worker"

    endpoint: str | None = says("id of its endpoint; `*` stands for anything")
    worker: str | None = says("id of the worker")


class AtWork(OnWorker):
    job: str | None = says("id of the job it works on")
    after_s: Seconds | None = says(
        "seconds of work before; left out: half of it, or none where nobody knows how long it takes"
    )


class WorkerCrash(AtWork):
    """It dies at work; the job is missed when its heartbeats are (B-083)."""


class WorkerOom(AtWork):
    """It dies at work, and its log says: out of memory."""


class WorkerLostHeartbeat(AtWork):
    """Nothing is heard of the job any more, and it is given up; the worker lives on (B-083)."""


class WorkerSlowPull(OnWorker):
    """Its image takes long to pull."""

    seconds: Seconds | None = says("how long")
    factor: Annotated[float, Field(gt=0, le=1e6)] | None = says("or how many times as long")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.seconds is None) == (self.factor is None):
            raise ValueError("say how slow: either seconds or factor")
        return self


class WorkerThrottled(OnWorker):
    """It finds no machine, and waits for one (B-123)."""


class WorkerUnhealthy(OnWorker):
    """Its container fails to start, and is started again by and by (B-124)."""


class StockOut(FaultRow):
    """Nothing is left of a GPU type, or in a place, for workers that want some."""

    strikes: ClassVar[str] = "whoever looks for a machine"

    endpoint: str | None = says("id of the endpoint that looks; `*` stands for anything")
    gpu: str | None = says("GPU type or CPU flavor, as in the catalogue; left out: all")
    datacenter: str | None = says("id of the data center; left out: all")


class Quota(FaultRow):
    """The account's worker quota is used up (B-141)."""

    strikes: ClassVar[str] = "who creates or raises an endpoint"

    endpoint: str | None = says("id of the endpoint to be changed; left out: new ones, too")


class NoBalance(FaultRow):
    """The account has no money left (B-027)."""

    strikes: ClassVar[str] = "who creates an endpoint"


class OnWebhook(FaultRow):
    strikes: ClassVar[str] = "a webhook"

    endpoint: str | None = says("id of the job's endpoint; `*` stands for anything")
    job: str | None = says("id of the job")


class WebhookLost(OnWebhook):
    """It is sent and never arrives; RunPod believes it did, so no other follows."""


class WebhookDuplicate(OnWebhook):
    """It arrives twice."""


KINDS: dict[str, type[FaultRow]] = {
    "latency": Latency,
    "status": Status,
    "graphql_error": GraphqlError,
    "reset": Reset,
    "empty": Empty,
    "hang": Hang,
    "truncated": Truncated,
    "drip": Drip,
    "stale": Stale,
    "worker.crash": WorkerCrash,
    "worker.oom": WorkerOom,
    "worker.lost_heartbeat": WorkerLostHeartbeat,
    "worker.slow_pull": WorkerSlowPull,
    "worker.throttled": WorkerThrottled,
    "worker.unhealthy": WorkerUnhealthy,
    "stock_out": StockOut,
    "quota": Quota,
    "no_balance": NoBalance,
    "webhook.lost": WebhookLost,
    "webhook.duplicate": WebhookDuplicate,
}
