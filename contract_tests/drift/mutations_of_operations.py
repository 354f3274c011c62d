"""Changes of what can be asked for, how, by whom, and what comes back."""

from random import Random

from contract_tests.drift.mutating import Due, mutation
from contract_tests.drift.spots import (
    SCHEMAS,
    Json,
    Operation,
    bodies,
    operations,
    parameters,
    target,
)

OTHER = "application/xml"


def one(chance: Random, document: Json) -> Operation:
    return chance.choice(list(operations(document)))


@mutation
def add_an_operation(chance: Random, document: Json) -> Due | None:
    answer = {"responses": {"200": {"description": "Words."}}}
    if chance.random() < 0.5:
        document["paths"]["/brand/{new}"] = {"get": answer}
        return {("added", "GET /brand/{new}")}
    path = chance.choice(list(document["paths"]))
    method = chance.choice(["head", "options", "trace"])
    document["paths"][path][method] = answer
    return {("added", f"{method.upper()} {path}")}


@mutation
def remove_an_operation(chance: Random, document: Json) -> Due | None:
    gone = one(chance, document)
    del gone.item[gone.method]
    return {("removed", gone.name)}


@mutation
def ask_by_another_method(chance: Random, document: Json) -> Due | None:
    changed = one(chance, document)
    changed.item["trace"] = changed.item.pop(changed.method)
    return {("removed", changed.name), ("added", f"TRACE {changed.path}")}


@mutation
def move_an_address(chance: Random, document: Json) -> Due | None:
    path = chance.choice(list(document["paths"]))
    moved = [each.name for each in operations(document) if each.path == path]
    document["paths"][f"{path}/moved"] = document["paths"].pop(path)
    return {(k, name + t) for name in moved for k, t in (("removed", ""), ("added", "/moved"))}


@mutation
def rename_a_parameter_of_a_path(chance: Random, document: Json) -> Due | None:
    found = [path for path in document["paths"] if path.count("{") == 1]
    path = chance.choice(found)
    old = path[path.index("{") + 1 : path.index("}")]
    touched = [each for each in operations(document) if each.path == path]
    for each in touched:
        for node in each.node.get("parameters", ()):
            if node.get("name") == old:
                node["name"] = "renamed"
    document["paths"][path.replace(old, "renamed")] = document["paths"].pop(path)
    return {("changed", f"{each.name} path") for each in touched}


@mutation
def add_a_parameter(chance: Random, document: Json) -> Due | None:
    operation = one(chance, document)
    place = chance.choice(["query", "header", "cookie"])
    new = {"name": "brandNew", "in": place, "schema": {"type": "string"}}
    operation.node["parameters"] = [*operation.node.get("parameters", ()), new]
    return {("added", f"{operation.name} {place} brandNew")}


@mutation
def add_a_parameter_of_the_whole_path(chance: Random, document: Json) -> Due | None:
    operation = one(chance, document)
    new = {"name": "brandNew", "in": "query", "schema": {"type": "string"}}
    operation.item["parameters"] = [*operation.item.get("parameters", ()), new]
    touched = (each for each in operations(document) if each.path == operation.path)
    return {("added", f"{each.name} query brandNew") for each in touched}


@mutation
def remove_a_parameter(chance: Random, document: Json) -> Due | None:
    operation = chance.choice([o for o in operations(document) if o.node.get("parameters")])
    gone = chance.choice(operation.node["parameters"])
    operation.node["parameters"].remove(gone)
    gone = target(document, gone)
    return {("removed", f"{operation.name} {gone['in']} {gone['name']}")}


@mutation
def move_a_parameter(chance: Random, document: Json) -> Due | None:
    found = [(o, p) for o, p in parameters(document) if p["in"] == "query"]
    operation, parameter = chance.choice(found)
    parameter["in"] = "header"
    name = parameter["name"]
    return {
        ("removed", f"{operation.name} query {name}"),
        ("added", f"{operation.name} header {name}"),
    }


@mutation
def require_a_parameter_or_not(chance: Random, document: Json) -> Due | None:
    operation, parameter = chance.choice(list(parameters(document)))
    parameter["required"] = not parameter.get("required", False)
    return {("changed", f"{operation.name} {parameter['in']} {parameter['name']}.required")}


@mutation
def retire_a_parameter(chance: Random, document: Json) -> Due | None:
    operation, parameter = chance.choice(list(parameters(document)))
    parameter["deprecated"] = True
    return {("changed", f"{operation.name} {parameter['in']} {parameter['name']}.deprecated")}


@mutation
def write_a_list_otherwise(chance: Random, document: Json) -> Due | None:
    lists = [(o, p) for o, p in parameters(document) if "items" in p["schema"]]
    operation, parameter = chance.choice(lists)
    parameter["explode"] = not parameter.get("explode", True)
    return {("changed", f"{operation.name} query {parameter['name']}.explode")}


@mutation
def add_a_request_body(chance: Random, document: Json) -> Due | None:
    operation = chance.choice([o for o in operations(document) if "requestBody" not in o.node])
    operation.node["requestBody"] = {"content": {OTHER: {"schema": {"type": "string"}}}}
    return {("added", f"{operation.name} request")}


@mutation
def remove_a_request_body(chance: Random, document: Json) -> Due | None:
    operation = chance.choice([o for o in operations(document) if "requestBody" in o.node])
    del operation.node["requestBody"]
    return {("removed", f"{operation.name} request")}


@mutation
def require_no_request_body(chance: Random, document: Json) -> Due | None:
    operation = chance.choice([o for o in operations(document) if "requestBody" in o.node])
    operation.node["requestBody"]["required"] = False
    return {("changed", f"{operation.name} request required")}


@mutation
def add_an_answer(chance: Random, document: Json) -> Due | None:
    operation = one(chance, document)
    operation.node["responses"]["418"] = {"description": "Words."}
    return {("added", f"{operation.name} answer 418")}


@mutation
def remove_an_answer(chance: Random, document: Json) -> Due | None:
    operation = one(chance, document)
    status = chance.choice(list(operation.node["responses"]))
    del operation.node["responses"][status]
    return {("removed", f"{operation.name} answer {status}")}


@mutation
def answer_with_another_status(chance: Random, document: Json) -> Due | None:
    operation = one(chance, document)
    answers = operation.node["responses"]
    status = chance.choice(list(answers))
    answers["299"] = answers.pop(status)
    return {
        ("removed", f"{operation.name} answer {status}"),
        ("added", f"{operation.name} answer 299"),
    }


@mutation
def send_another_media_type(chance: Random, document: Json) -> Due | None:
    place, body = chance.choice([(p, b) for p, b in bodies(document) if b.get("content")])
    body["content"] = {OTHER: next(iter(body["content"].values()))}
    return {("changed", f"{place} media")}


@mutation
def send_one_more_media_type(chance: Random, document: Json) -> Due | None:
    place, body = chance.choice([(p, b) for p, b in bodies(document) if b.get("content")])
    body["content"] = {OTHER: {"schema": {"type": "string"}}, **body["content"]}
    return {("added", f"{place} {OTHER}")}


@mutation
def send_another_schema(chance: Random, document: Json) -> Due | None:
    contents = [(p, m) for p, b in bodies(document) for m in b.get("content", {}).values()]
    place, media = chance.choice([(p, m) for p, m in contents if "$ref" in m["schema"]])
    schemas = document["components"]["schemas"]
    others = [name for name in schemas if SCHEMAS + name != media["schema"]["$ref"]]
    media["schema"] = {"$ref": SCHEMAS + chance.choice(others)}
    return {("changed", f"{place} type")}


@mutation
def send_nothing(chance: Random, document: Json) -> Due | None:
    found = [(p, b) for p, b in bodies(document) if len(b.get("content", ())) == 1]
    place, body = chance.choice(found)
    (media,) = body.pop("content")
    return {("removed", f"{place} {media}")}


@mutation
def let_everybody_in(chance: Random, document: Json) -> Due | None:
    operation = chance.choice([o for o in operations(document) if "security" not in o.node])
    operation.node["security"] = []
    return {("changed", f"{operation.name} security")}


@mutation
def ask_for_a_key(chance: Random, document: Json) -> Due | None:
    found = [each for each in operations(document) if each.node.get("security") == []]
    if not found:
        return None
    operation = chance.choice(found)
    del operation.node["security"]
    return {("changed", f"{operation.name} security")}


@mutation
def ask_nobody_for_a_key(chance: Random, document: Json) -> Due | None:
    document["security"] = []
    return {("removed", "document security")}


@mutation
def ask_for_a_key_elsewhere(chance: Random, document: Json) -> Due | None:
    (name,) = document["components"]["securitySchemes"]
    there = {"type": "apiKey", "in": "header", "name": "X-Key"}
    document["components"]["securitySchemes"][name] = there
    return {("changed", f"document securitySchemes.{name}")}


@mutation
def retire_an_operation(chance: Random, document: Json) -> Due | None:
    operation = one(chance, document)
    operation.node["deprecated"] = True
    return {("changed", f"{operation.name} deprecated")}


@mutation
def move_the_server(chance: Random, document: Json) -> Due | None:
    document["servers"] = [{"url": "https://api.example.com"}]
    return {("removed", "document servers"), ("added", "document servers")}


@mutation
def add_a_header(chance: Random, document: Json) -> Due | None:
    place, body = chance.choice([(p, b) for p, b in bodies(document) if " answer " in p])
    body["headers"] = {**body.get("headers", {}), "X-New": {"schema": {"type": "string"}}}
    return {("added", f"{place} header X-New")}


@mutation
def remove_a_header(chance: Random, document: Json) -> Due | None:
    found = [(p, b) for p, b in bodies(document) if b.get("headers")]
    if not found:
        return None
    place, body = chance.choice(found)
    name = chance.choice(list(body["headers"]))
    del body["headers"][name]
    return {("removed", f"{place} header {name}")}
