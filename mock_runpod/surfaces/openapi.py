"""Our own OpenAPI documents: what is served here, made from the routes and models that serve it."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter

from mock_runpod import __version__
from mock_runpod.surfaces.kit import Route

Schemas = dict[str, Any]
#: How both of these APIs say no, whatever the number.
REFUSAL = {
    "description": "Refused; `error` says why, and `problems` names every mistake",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "error": {"type": "string"},
                    "problems": {"type": "array", "items": {"type": "string"}},
                },
            }
        }
    },
}


def document(title: str, server: str, routes: Sequence[Route]) -> dict[str, Any]:
    """OpenAPI 3.1. The summary of an operation is the first line of its handler's docstring."""
    schemas: Schemas = {}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"ApiKey": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    said = (route.handler.__doc__ or route.path).strip().splitlines()[0]
    answer: dict[str, Any] = {"description": "Done"}
    if route.answer is not None:
        answer["content"] = {"application/json": {"schema": _schema(route.answer, schemas)}}
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{route.path.title()}".translate(_PLAIN),
        "summary": said,
        "parameters": [
            *map(_parameter, _names(route.path)),
            *map(_flag, route.flags),
            *map(_asked, route.query),
        ],
        "responses": {str(route.status): answer, "default": REFUSAL},
        "security": [] if route.open else [{"ApiKey": []}],
    }
    if route.body is not None:
        body = {"application/json": {"schema": _schema(route.body, schemas)}}
        operation["requestBody"] = {"content": body}
    return operation


_PLAIN = str.maketrans("", "", "/{}-_.")


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _flag(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "boolean", "default": False}}


def _asked(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}}


def _schema(kind: Any, schemas: Schemas) -> dict[str, Any]:
    """A reference to the schema of a model or typed dictionary, which is put among `schemas`."""
    ref = "#/components/schemas/{model}"
    made = TypeAdapter(kind).json_schema(
        ref_template=ref, by_alias=True, mode="validation" if _is_model(kind) else "serialization"
    )
    schemas.update(made.pop("$defs", {}))
    name = getattr(kind, "__name__", "")
    if not name or "type" not in made or made["type"] != "object":
        return made
    schemas[name] = made
    return {"$ref": ref.format(model=name)}


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
