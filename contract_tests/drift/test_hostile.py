"""What is no document, or none that can be followed, is refused in a sentence, and soon."""

import json
from time import perf_counter
from typing import Any

import pytest

from contract_tests.drift.documents import inventory, written
from mock_runpod import drift

SCHEMAS = "#/components/schemas/"
EMPTY: dict[str, Any] = {"openapi": "3.1.0", "paths": {}}


def refused(raw: bytes) -> str:
    began = perf_counter()
    with pytest.raises(drift.Unreadable) as caught:
        drift.facts(drift.document(raw))
    assert perf_counter() - began < 60
    return str(caught.value)


def of(schemas: Any = None, **more: Any) -> bytes:
    return json.dumps(EMPTY | {"components": {"schemas": schemas or {}}} | more).encode()


def to(name: str) -> dict[str, str]:
    return {"$ref": SCHEMAS + name}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff\xfe\x00\xd8", "no text"),
        (b"\x80abc", "no text"),
        (b"{", "no JSON"),
        (b"[]", "no object"),
        (b'"text"', "no object"),
        (b"null", "no object"),
        (b"{}", "has no `openapi`"),
        (b'{"swagger": "2.0", "paths": {}}', "OpenAPI 2.0 (Swagger)"),
        (b'{"openapi": "4.0.0", "paths": {}}', "OpenAPI '4.0.0'"),
        (b'{"openapi": "3.1.0"}', "#/paths is missing"),
        (b'{"openapi": "3.1.0", "paths": []}', "#/paths is a list"),
        (b'{"openapi": "3.1.0", "paths": {}, "paths": {}}', "'paths' twice"),
        (b'{"openapi": "3.1.0", "paths": {}, "x": NaN}', "NaN is no number"),
        (b'{"openapi": "3.1.0", "paths": ' + b"9" * 5000 + b"}", "no JSON"),
        (b"[" * 100_000, "deep"),
        (b'{"a":' * 100_000, "deep"),
        (b'{"openapi": "3.1.0", "paths": {}, "x": ' + b"[" * 300 + b"]" * 300 + b"}", "deep"),
        (b"a: [b", "neither JSON nor YAML"),
        (b"openapi: 3.1.0\npaths: {}\npaths: {}\n", "'paths' twice"),
        (b"openapi: 3.1.0\npaths: {}\n? [a, b]\n: c\n", "no text, in line 3"),
        (b"openapi: 3.1.0\npaths: {}\nx: &x [*x]\n", "recursive"),
        (b"a: &a {b: c}\nd: {<<: *a}\n", "<<, in line 2"),
        (b"- " * 100_000, "deep"),
        (b"x: !!python/object/apply:os.getcwd []\n", "neither JSON nor YAML"),
    ],
)
def test_what_is_no_document_is_refused(raw: bytes, says: str) -> None:
    assert says in refused(raw)


def test_anchors_that_mean_more_than_they_say_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    assert "values" in refused("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("schemas", "says"),
    [
        ({"A": to("A")}, "circles"),
        ({"A": to("B"), "B": to("C"), "C": to("A")}, "circles"),
        ({"A": {"allOf": [to("A")]}}, "circles"),
        (
            {"A": {"allOf": [to("B"), to("B")]}, "B": {"allOf": [to("A"), to("C")]}, "C": {}},
            "itself",
        ),
        ({"A": to("B")}, "leads nowhere"),
        ({"A": {"$ref": "other.json#/A"}}, "out of the document"),
        ({"A": {"$ref": "https://example.com/a.json"}}, "out of the document"),
        ({"A": {"$ref": 7}}, "a number, not a text"),
        ({"A": {"properties": {"x": {"$ref": "#/components/schemas/A/properties/x"}}}}, "itself"),
        ({"A": {"type": 7}}, "/A/type is a number"),
        ({"A": {"type": ["string", 7]}}, "/A/type/1 is a number"),
        ({"A": {"enum": "x"}}, "/A/enum is a text"),
        ({"A": {"required": True}}, "/A/required is a boolean"),
        ({"A": {"properties": ["x"]}}, "/A/properties is a list"),
        ({"A": {"properties": {"x/y": 7}}}, "/A/properties/x~1y is a number"),
        ({"A": {"oneOf": {}}}, "/A/oneOf is an object"),
        ({"A": {"allOf": [None]}}, "/A/allOf/0 is missing"),
        ({"A": {"items": [{}]}}, "/A/items is a list"),
        ({"A": {"discriminator": {}}}, "/A/discriminator/propertyName is missing"),
    ],
)
def test_schemas_that_cannot_be_followed_are_refused(schemas: Any, says: str) -> None:
    assert says in refused(of(schemas))


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ([], "is a list"),
        ({"$ref": "#/paths/~1a"}, "circles"),
        ({"get": []}, "/get is a list"),
        ({"get": {"responses": []}}, "/responses is a list"),
        ({"get": {"responses": {"200": None}}}, "/responses/200 is missing"),
        ({"get": {"responses": {"200": {"content": {"a/b": 1}}}}}, "/content/a~1b is a number"),
        ({"get": {"parameters": {}}}, "/parameters is an object"),
        ({"get": {"parameters": [{"in": "query"}]}}, "/parameters/0/name is missing"),
        ({"get": {"parameters": [{"name": "a", "in": "query"}] * 2}}, "'a' is there twice"),
        ({"get": {"security": {}}}, "/security is an object"),
        ({"get": {"servers": [1]}}, "/servers/0 is a number"),
    ],
)
def test_operations_that_cannot_be_followed_are_refused(item: Any, says: str) -> None:
    assert says in refused(of(paths={"/a": item}))


def test_references_that_unfold_without_end_are_refused() -> None:
    """Each of thirty is made of the one before, twice over."""
    schemas: dict[str, Any] = {"A0": {"properties": {"x": {"type": "string"}}}}
    for n in range(1, 30):
        twice = [{"allOf": [to(f"A{n - 1}"), {"required": [x]}]} for x in "ab"]
        schemas[f"A{n}"] = {"properties": dict(zip("ab", twice, strict=True))}

    assert "too much" in refused(of(schemas))


def test_a_long_chain_of_references_is_refused_or_followed() -> None:
    schemas: dict[str, Any] = {"A0": {"properties": {"x": {"type": "string"}}}}
    for n in range(1, 2_000):
        schemas[f"A{n}"] = {"allOf": [to(f"A{n - 1}")], "properties": {f"y{n}": {}}}

    assert "deep" in refused(of(schemas))


def test_a_tree_is_a_schema_like_others() -> None:
    tree = {"type": "object", "properties": {"children": {"type": "array", "items": to("Tree")}}}
    named = {
        "allOf": [
            to("Tree"),
            {"properties": {"of": {"allOf": [to("Named"), {"required": ["of"]}]}}},
        ]
    }

    facts = drift.facts(drift.document(of({"Tree": tree, "Named": named})))

    assert drift.findings(facts | {"operations": []}, facts) == []
    assert facts["schemas"]["Tree"]["fields"]["children"]["items"] == {"ref": "Tree"}


def test_ten_megabytes_are_read() -> None:
    document = written(inventory("rest_v1"))
    for n in range(25_000):
        document["components"]["schemas"][f"Extra{n}"] = {
            "type": "object",
            "required": ["a"],
            "description": "x" * 200,
            "properties": {"a": {"type": "string", "maxLength": n}, "b": to("Pod")},
        }
    raw = json.dumps(document).encode()
    assert len(raw) > 9_000_000
    began = perf_counter()

    found = drift.findings(inventory("rest_v1"), drift.facts(drift.document(raw)))

    assert len(found) == 25_000
    assert perf_counter() - began < 60


def test_more_than_that_is_refused() -> None:
    assert "longer than 32 MiB" in refused(b" " * (33 * 1024 * 1024))


def test_a_document_with_a_mark_of_its_order_is_read() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        facts = drift.facts(drift.document(json.dumps(EMPTY).encode(encoding)))
        assert facts["operations"] == []


def test_yaml_is_read_as_its_newer_version_reads_it() -> None:
    text = (
        "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {Country: {enum: [NO, on, 2026-01-01]}}}"
    )

    facts = drift.facts(drift.document(text.encode()))

    assert facts["schemas"]["Country"]["enum"] == ["NO", "on", "2026-01-01"]


@pytest.mark.parametrize("depth", [30, 60, 90])
def test_deep_schemas_are_compared_or_refused(depth: int) -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        deep = {"properties": {"x": deep}}

    facts = drift.facts(drift.document(of({"Deep": deep})))

    assert drift.findings(facts, facts) == []
