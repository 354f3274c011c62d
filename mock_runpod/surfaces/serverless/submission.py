"""Reading what a caller wants to have done (B-060, B-065). Every mistake is named."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from mock_runpod.engine import jobs
from mock_runpod.errors import Invalid
from mock_runpod.model import NO_POLICY, Policy, Submission
from mock_runpod.surfaces.kit import Call, parsed

Milliseconds = Annotated[int, Field(ge=-(2**53), le=2**53)]


class PolicyBody(BaseModel):
    model_config = ConfigDict(
        strict=True, extra="ignore", alias_generator=to_camel, defer_build=True
    )

    execution_timeout: Milliseconds | None = None
    ttl: Milliseconds | None = None
    low_priority: bool | None = None


class RunBody(BaseModel):
    """What /run and /runsync take; keys beyond these are ignored."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    input: Any
    webhook: str | None = None
    policy: PolicyBody | None = None
    s3Config: dict[str, Any] | None = None


def read(call: Call, endpoint_id: str, body: bytes, *, sync: bool) -> Submission:
    """A submission. Raises Invalid."""
    data = parsed(body)
    if not isinstance(data, dict):
        raise Invalid("invalid request body: expected an object")
    wrong: list[str] = []
    if "input" not in data:
        wrong.append("input is required")
    webhook = None if data.get("webhook") == "" else data.get("webhook")
    if webhook is not None and not _is_address(webhook):
        wrong.append("webhook must be an http or https URL")
    s3_config = data.get("s3Config")
    if s3_config is not None and not isinstance(s3_config, dict):
        wrong.append("s3Config must be an object")
    policy = _policy(call, data.get("policy"), wrong)
    if wrong:
        raise Invalid("; ".join(wrong), wrong)
    return Submission(
        endpoint_id=endpoint_id,
        input=data["input"],
        webhook=webhook,
        policy=policy,
        s3_config=s3_config,
        sync=sync,
        waits=sync and "wait" in call.query,
    )


def _policy(call: Call, said: Any, wrong: list[str]) -> Policy:
    """The policy within its limits; `?ttl=` goes before the body's (B-070, B-071)."""
    ttl = call.whole("ttl")
    if said is None and ttl is None:
        return NO_POLICY
    try:
        body = PolicyBody.model_validate({} if said is None else said)
        policy = Policy(
            execution_timeout_ms=body.execution_timeout,
            ttl_ms=body.ttl if ttl is None else ttl,
            low_priority=bool(body.low_priority),
        )
        return jobs.checked(call.driver.world, policy)
    except ValidationError as error:
        wrong.extend(map(_sentence, error.errors()))
    except Invalid as error:
        wrong.extend(error.problems)
    return NO_POLICY


def _sentence(error: ErrorDetails) -> str:
    if error["type"] == "model_type":
        return "policy must be an object"
    said = error["msg"].replace("Input should be", "must be")
    return ".".join(["policy", *map(str, error["loc"])]) + f" {said}"


def _is_address(url: Any) -> bool:
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
