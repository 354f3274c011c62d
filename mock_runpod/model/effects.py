"""What the world asks of the outside. The engine only says so; the outbox does it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostWebhook:
    """Post the document of the delivery with this job id. The answer comes back as a verb.

    `number` tells this attempt from every other, also from those before a retry of the job.
    """

    job_id: str
    number: int
    url: str
    document: dict[str, object]


@dataclass(frozen=True, slots=True)
class CallHandler:
    """Let a function that runs elsewhere do this attempt at a job. It fetches the job itself."""

    endpoint_id: str
    job_id: str
    number: int


Effect = PostWebhook | CallHandler
