"""What the JavaScript `runpod-sdk` 1.1.2 needs of an answer of the job API.

It checks no types, so little fails loudly: an answer it cannot use turns into an endless loop or a
result without an id. These are the conditions read off by running it (B-287).
"""

from contract_tests.strict.enums import FINAL, JOB_STATUSES

TELL_STATUS = {"runsync", "status", "status-sync", "stream"}


def misled_js(operation: str, status: int, body: object) -> list[str]:
    """Every complaint about an answer to `operation` (run, runsync, status, stream, …)."""
    if status != 200:
        return [f"{status} is not read: run has no id, status has no status"]
    if not isinstance(body, dict):
        return [f": {body!r} is no object"]
    found = []
    if operation in TELL_STATUS and body.get("status") not in JOB_STATUSES:
        found.append(f"/status: {body.get('status')!r} is never final, the SDK polls for ever")
    if needs_id(operation, body) and not isinstance(body.get("id"), str):
        found.append("/id: the next request is made of it")
    if operation == "stream":
        found += stream_complaints(body.get("stream"))
    return found


def needs_id(operation: str, body: dict[str, object]) -> bool:
    return operation == "run" or (operation == "runsync" and body.get("status") not in FINAL)


def stream_complaints(stream: object) -> list[str]:
    """Always an array, even when empty: the SDK iterates it without looking."""
    if not isinstance(stream, list):
        return [f"/stream: {stream!r} is not iterable"]
    return [
        f"/stream/{index}: {each!r} is no object with an output"
        for index, each in enumerate(stream)
        if not isinstance(each, dict) or "output" not in each
    ]
