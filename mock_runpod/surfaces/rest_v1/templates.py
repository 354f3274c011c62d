"""Templates of REST v1 (B-049 to B-055)."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from mock_runpod.engine import templates
from mock_runpod.model import Owner, Template, TemplateSpec
from mock_runpod.surfaces.kit import Call, Reply, Route, reply
from mock_runpod.surfaces.rest_v1.bodies import Body, OneOf, Whole, read
from mock_runpod.surfaces.rest_v1.dialect import forwarded

#: What the document gives a template for pods; one for serverless has no volume (B-050).
POD_VOLUME_GB = 20


class TemplateUpdateInput(Body):
    """An omitted key means unchanged; `env` replaces the whole map (B-052, B-053)."""

    container_disk_in_gb: Annotated[int, Whole()] = 50
    container_registry_auth_id: str | None = None
    docker_entrypoint: list[str] = Field(default=[])
    docker_start_cmd: list[str] = Field(default=[])
    env: dict[str, str] = Field(default={})
    image_name: str = ""
    is_public: bool = False
    name: str = ""
    ports: list[str] = Field(default=[])
    readme: str = ""
    volume_in_gb: Annotated[int, Whole()] = POD_VOLUME_GB
    volume_mount_path: str = "/workspace"

    def changes(self) -> dict[str, Any]:
        """Fields of a TemplateSpec; an empty registry credential is none."""
        sent = self.sent()
        if sent.get("container_registry_auth_id") == "":
            sent["container_registry_auth_id"] = None
        return sent


class TemplateCreateInput(TemplateUpdateInput):
    name: str
    image_name: str
    category: Annotated[str, OneOf(["NVIDIA", "AMD", "CPU"])] = "NVIDIA"
    is_serverless: bool = False

    def spec(self) -> TemplateSpec:
        volume = 0 if self.is_serverless else POD_VOLUME_GB
        return TemplateSpec(**{"volume_in_gb": volume, **self.changes()})


class TemplateDocument(TypedDict):
    """All 18 fields; every one that strict clients require has a value."""

    id: str
    name: str
    imageName: str
    category: str
    containerDiskInGb: int
    containerRegistryAuthId: str | None
    dockerEntrypoint: list[str]
    dockerStartCmd: list[str]
    earned: float
    env: dict[str, str]
    isPublic: bool
    isRunpod: bool
    isServerless: bool
    ports: list[str]
    readme: str
    runtimeInMin: int
    volumeInGb: int
    volumeMountPath: str


def document(template: Template) -> TemplateDocument:
    spec = template.spec
    return {
        "id": template.id,
        "name": spec.name,
        "imageName": spec.image_name,
        "category": spec.category,
        "containerDiskInGb": spec.container_disk_in_gb,
        "containerRegistryAuthId": spec.container_registry_auth_id,
        "dockerEntrypoint": list(spec.docker_entrypoint),
        "dockerStartCmd": list(spec.docker_start_cmd),
        "earned": 0,
        "env": dict(spec.env),
        "isPublic": spec.is_public,
        "isRunpod": template.owner is Owner.RUNPOD,
        "isServerless": spec.is_serverless,
        "ports": list(spec.ports),
        "readme": spec.readme,
        "runtimeInMin": 0,
        "volumeInGb": spec.volume_in_gb,
        "volumeMountPath": spec.volume_mount_path,
    }


async def create(call: Call) -> Reply:
    """Create a template."""
    body = await read(call, TemplateCreateInput)
    with call.driver.turn() as world, forwarded("create template"):
        return reply(document(templates.create(world, body.spec())))


async def every(call: Call) -> Reply:
    """The account's templates; three flags show more kinds (B-051)."""
    kinds = _kinds(call)
    with call.driver.turn() as world:
        return reply([document(each) for each in templates.visible(world, **kinds)])


async def one(call: Call) -> Reply:
    """One template, if it is of a kind that was asked for (B-051)."""
    kinds = _kinds(call)
    with call.driver.turn() as world:
        return reply(document(templates.see(world, call.params["templateId"], **kinds)))


async def update(call: Call) -> Reply:
    """Change what is sent; workers of its endpoints are replaced if they would notice (B-052)."""
    body = await read(call, TemplateUpdateInput)
    with call.driver.turn() as world, forwarded("update template"):
        return reply(document(templates.update(world, call.params["templateId"], body.changes())))


async def delete(call: Call) -> Reply:
    """Delete a template that nothing uses (B-055)."""
    with call.driver.turn() as world, forwarded("delete template"):
        templates.delete(world, call.params["templateId"])
    return Reply(204)


def _kinds(call: Call) -> dict[str, bool]:
    return {kind: call.flag(flag) for flag, kind in FLAGS.items()}


#: Each shows one kind more.
FLAGS = {
    "includePublicTemplates": "public",
    "includeRunpodTemplates": "runpod",
    "includeEndpointBoundTemplates": "bound",
}
AT = "/templates/{templateId}"
routes = [
    Route("POST", "/templates", create, body=TemplateCreateInput, answer=TemplateDocument),
    Route("GET", "/templates", every, answer=list[TemplateDocument], flags=tuple(FLAGS)),
    Route("GET", AT, one, answer=TemplateDocument, flags=tuple(FLAGS)),
    Route("PATCH", AT, update, body=TemplateUpdateInput, answer=TemplateDocument),
    Route("POST", f"{AT}/update", update, body=TemplateUpdateInput, answer=TemplateDocument),
    Route("DELETE", AT, delete, status=204),
]
