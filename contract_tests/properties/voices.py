"""How each dialect says no, as a check on an answer: its body, its content type, its status."""

from collections.abc import Callable
from typing import Any

from contract_tests.properties.wire import Answer

JSON = b"application/json"


def rest_v1(answer: Answer) -> bool:
    """`error` and the status; `problems` for each mistake; a 401 is empty (B-007, B-019, B-021)."""
    if answer.status == 401:
        return answer.body == b""
    match answer.json:
        case {"error": str(), "problems": [_, *_] as problems, **rest}:
            said = all(isinstance(problem, str) for problem in problems)
            return said and (not rest or rest == {"status": answer.status})
        case {"error": str(), "status": status, **rest}:
            return bool(status == answer.status and not rest)
    return False


def serverless(answer: Answer) -> bool:
    """A problem document, its keys in this order (B-015, B-058)."""
    document = answer.json
    return (
        list(document) == ["status", "title", "detail"]
        and document["status"] == answer.status
        and all(isinstance(document[key], str) for key in ("title", "detail"))
    )


def control(answer: Answer) -> bool:
    return isinstance(answer.json.get("error"), str)


def elsewhere(answer: Answer) -> bool:
    return answer.status == 404 and answer.json["status"] == 404


VOICES: dict[str, Callable[[Answer], bool]] = {
    "rest_v1": rest_v1,
    "serverless": serverless,
    "control": control,
    "elsewhere": elsewhere,
    "rest_v2": elsewhere,
}


def in_voice(dialect: str, answer: Answer) -> bool:
    """Whether this is how the dialect refuses. Only an empty 401 has no content type."""
    assert answer.status >= 400
    typed = answer.media_type == (b"" if answer.body == b"" else JSON)
    return typed and VOICES[dialect](answer)


def names(dialect: str, answer: Answer, pointer: str) -> bool:
    """Whether the answer says where the mistake is, in the manner of the dialect."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    document: dict[str, Any] = answer.json
    if dialect == "serverless":
        return ".".join(steps) in document["detail"]
    said = [document["error"], *document.get("problems", [])]
    return any(pointer in text or f"'{steps[-1]}'" in text for text in said) if steps else True
