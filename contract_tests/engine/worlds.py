"""Small worlds to test the engine in: no server, no clock, no sleep."""

from typing import Any

from mock_runpod import fixtures
from mock_runpod.engine import endpoints, jobs, templates
from mock_runpod.engine.ringing import ring
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Account,
    Behaviour,
    Endpoint,
    EndpointSpec,
    Job,
    Policy,
    Profile,
    Stage,
    Submission,
    Template,
    TemplateSpec,
    Worker,
)
from mock_runpod.settings import WorldSettings

#: The figures of B-127 without jitter, so that tests can count; a job takes two seconds.
EXACT = Profile(
    name="exact",
    image_pull=Stage(seconds=20),
    boot=Stage(seconds=8),
    flashboot_boot=Stage(seconds=2),
    execution=Stage(seconds=2),
    chunk=Stage(seconds=1),
)
GPU = "NVIDIA GeForce RTX 4090"


def a_world(*, balance: float = 900.0, profile: Profile = EXACT, **settings: Any) -> World:
    """Empty but for an account with a quota of 60 workers."""
    world = World(
        catalog=fixtures.catalog(), profile=profile, settings=WorldSettings(**settings), seed=7
    )
    world.put(Account(id="user_test", balance=balance))
    return world


def a_template(world: World, name: str = "t", **spec: Any) -> Template:
    given = {"is_serverless": True, "volume_in_gb": 0, "image_name": "mock/worker:1", **spec}
    return templates.create(world, TemplateSpec(name=name, **given))


def an_endpoint(
    world: World, *, behaviour: Behaviour | None = None, standby: int | None = None, **spec: Any
) -> Endpoint:
    """An endpoint with a template of its own, looked at once by the scheduler."""
    if "template_id" not in spec:
        spec["template_id"] = a_template(world, f"t{len(world.every(Template))}").id
    spec = {"gpu_type_ids": (GPU,), **spec}
    made = endpoints.create(world, EndpointSpec(**spec), behaviour=behaviour, standby=standby)
    now(world)
    return made


def a_warm_endpoint(world: World, **spec: Any) -> Endpoint:
    """Its one worker is up and idle, at second 28."""
    endpoint = an_endpoint(world, workers_min=1, **spec)
    later(world, 28)
    return endpoint


def submitted(world: World, endpoint: Endpoint, input: Any = "hi", **asked: Any) -> Job:
    policy = Policy(**{k: asked.pop(k) for k in list(asked) if k in Policy.__dataclass_fields__})
    submission = Submission(endpoint_id=endpoint.id, input=input, policy=policy, **asked)
    job = jobs.submit(world, submission)
    now(world)
    return world.get(Job, job.id)


def now(world: World) -> None:
    """Let happen what is due at once."""
    world.advance(world.now, ring)


def later(world: World, seconds: float) -> None:
    world.advance(world.now + seconds, ring)


def again(world: World, job: Job) -> Job:
    """The job as it is now."""
    return world.get(Job, job.id)


def crew(world: World, endpoint: Endpoint) -> list[Worker]:
    return [worker for worker in world.every(Worker) if worker.endpoint_id == endpoint.id]


def statuses(world: World, endpoint: Endpoint) -> list[str]:
    return sorted(worker.status.value for worker in crew(world, endpoint))
