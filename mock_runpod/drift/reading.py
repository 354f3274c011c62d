"""An OpenAPI document as it was handed in: JSON, or YAML where that can be read.

A document that says a thing twice, or in a way that only one parser understands, is refused with a
sentence: whatever was compared then would be a guess.
"""

import json
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, NoReturn

from mock_runpod.drift.pointers import Node, Unreadable, mapping

#: In bytes. The published documents have a hundredth of it.
LONGEST = 32 * 1024 * 1024
#: Of lists and objects in each other. The published documents have 20.
DEEPEST = 200
#: What YAML means by the names of its anchors can be more than it says: values, all unfolded.
MOST = 4_000_000


def document(raw: bytes) -> Node:
    """Raises `Unreadable` for whatever cannot be compared."""
    if len(raw) > LONGEST:
        raise Unreadable(f"it is longer than {LONGEST // 1024 // 1024} MiB")
    try:
        said = raw.decode(json.detect_encoding(raw)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise Unreadable("it is no text in Unicode") from None
    if not said.strip():
        raise Unreadable("it is empty")
    try:
        found = _parsed(said)
    except RecursionError:
        raise Unreadable(_TOO_DEEP) from None
    _measure(found)
    return _openapi(found)


def _openapi(found: Any) -> Node:
    if not isinstance(found, dict):
        raise Unreadable("it is no OpenAPI document: it is no object")
    if "swagger" in found:
        raise Unreadable(f"it is OpenAPI {found['swagger']} (Swagger); convert it to OpenAPI 3")
    if "openapi" not in found:
        raise Unreadable("it is no OpenAPI document: it has no `openapi` that says which version")
    if not str(found["openapi"]).startswith("3."):
        raise Unreadable(f"it is OpenAPI {found['openapi']!r}; only OpenAPI 3 can be compared")
    mapping(found.get("paths"), "#/paths")
    return found


def _parsed(said: str) -> Any:
    try:
        return json.loads(said, object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError as error:
        try:
            yaml = import_module("yaml")  # not of the package: it may happen to be there
        except ImportError:
            raise Unreadable(
                f"it is no JSON: {error}. If it is YAML, `pip install pyyaml` lets it be read"
            ) from None
        if said.lstrip()[0] in "{[":
            raise Unreadable(f"it is no JSON: {error}") from None
    try:
        return _yaml(yaml, said)
    except (yaml.YAMLError, ValueError) as error:
        told = re.sub(r"\s+", " ", str(error))
        raise Unreadable(f"it is neither JSON nor YAML: {told}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        _unique(key for key, _ in pairs)
    return found


def _unique(keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise Unreadable(f"it is ambiguous: an object has the key {key!r} twice")
        seen.add(key)


def _no_number(said: str) -> NoReturn:
    raise Unreadable(f"{said} is no number that JSON knows")


_TOO_DEEP = f"it is nested more than {DEEPEST} deep"


def _measure(found: Any) -> None:
    """Everything that follows calls itself, once for each level."""
    met, level = 0, [found]
    for _ in range(DEEPEST):
        level = [
            part
            for each in level
            if isinstance(each, dict | list)
            for part in (each.values() if isinstance(each, dict) else each)
        ]
        met += len(level)
        if met > MOST:
            raise Unreadable(f"it holds more than {MOST} values")
        if not level:
            return
    raise Unreadable(_TOO_DEEP)


def _yaml(yaml: Any, said: str) -> Any:
    """As YAML 1.2 reads it: keys are texts, `no` is a text, and so is a date."""
    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    for event in yaml.parse(said, Loader=parser):  # the parser itself would die of a deep one
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unreadable(_TOO_DEEP)
    return yaml.load(said, Loader=_plain_loader(yaml, parser))


def _plain_loader(yaml: Any, parser: Any) -> Any:
    resolvers = {
        start: [(tag, form) for tag, form in rows if not tag.endswith((":bool", ":timestamp"))]
        for start, rows in parser.yaml_implicit_resolvers.items()
    }
    loader: Any = type("PlainLoader", (parser,), {"yaml_implicit_resolvers": resolvers})
    truth = re.compile(r"(true|True|TRUE|false|False|FALSE)$")
    loader.add_implicit_resolver("tag:yaml.org,2002:bool", truth, list("tTfF"))
    loader.add_constructor("tag:yaml.org,2002:map", _yaml_object)
    return loader


def _yaml_object(loader: Any, node: Any) -> Iterator[dict[str, Any]]:
    """Keys as they are written: `200:` is the status, `on:` a name."""
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key.value, str):
            raise Unreadable(f"a key is no text, in line {line}")
        if key.tag.endswith(":merge"):  # of YAML 1.1, and one way to mean more than can be held
            raise Unreadable(f"a key is <<, in line {line}; write out what it merges")
    _unique(key.value for key, _ in node.value)
    found: dict[str, Any] = {}
    yield found  # first, as what it holds may refer to it
    for key, value in node.value:
        found[key.value] = loader.construct_object(value, deep=True)
