"""What a service of this kind costs to start: uvicorn, Starlette and six pydantic models."""

from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from contract_tests.bench.references.serving import serve


class Template(BaseModel):
    id: str
    name: str = Field(max_length=191)
    image: str
    env: dict[str, str] = Field(default_factory=dict)
    ports: list[str] = Field(default_factory=list)
    disk: int = Field(default=50, ge=0)


class Endpoint(BaseModel):
    id: str
    name: str | None = None
    template: Template
    kind: Literal["GPU", "CPU"] = "GPU"
    workers_min: int = Field(default=0, ge=0)
    workers_max: int = Field(default=3, ge=0)
    idle_timeout: int = Field(default=5, ge=1, le=3600)
    places: list[str] = Field(default_factory=list)


class Worker(BaseModel):
    id: str
    endpoint_id: str
    status: Literal["IDLE", "RUNNING"]
    since: float


class Policy(BaseModel):
    ttl: int | None = Field(default=None, ge=0)
    execution_timeout: int | None = Field(default=None, ge=0)
    low_priority: bool = False


class Submission(BaseModel):
    input: Any
    webhook: str | None = None
    policy: Policy = Field(default_factory=Policy)


class Job(BaseModel):
    id: str
    asked: Submission
    status: Literal["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED"] = "IN_QUEUE"
    output: Any = None


async def ready(_: Request) -> JSONResponse:
    return JSONResponse({"ready": True})


if __name__ == "__main__":
    serve(Starlette(routes=[Route("/", ready)]))
