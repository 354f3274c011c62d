"""What the SDK makes of the dictionary it is given, and what arrives at the worker."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread
from typing import Any

import httpx
import orjson
import pytest
import requests

from contract_tests.porch.processes import PATIENCE_S

pytestmark = pytest.mark.clients


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({"prompt": "x"}, {"prompt": "x"}),
        ({"input": {"a": 1}, "policy": {"ttl": 60_000}}, {"a": 1}),
        ({}, {}),
        ({"input": {}}, {"input": {}}),
        ({"input": None, "webhook": "w"}, {"input": None, "webhook": "w"}),
        ({"input": "text"}, "text"),
        ({"input": [1, 2.5, None]}, [1, 2.5, None]),
        ({"prompt": "Grüße, 世界 🚀"}, {"prompt": "Grüße, 世界 🚀"}),
    ],
)
@pytest.mark.rule("B-065")
def test_a_job_has_the_input_the_sdk_wrapped(
    demo: Any, control: httpx.Client, given: Any, seen: Any
) -> None:
    demo.run(given)
    demo.run_sync(given)

    jobs = control.get("/state").json()["jobs"]

    assert [job["asked"]["input"] for job in jobs] == [seen, seen]


def test_what_is_no_json_is_not_even_sent(demo: Any, control: httpx.Client) -> None:
    with pytest.raises(requests.exceptions.InvalidJSONError):
        demo.run({"input": float("nan")})
    with pytest.raises(AttributeError):
        demo.run([1])

    assert not control.get("/state").json().get("jobs")


@pytest.mark.rule("B-108")
def test_a_webhook_in_the_dictionary_is_called(demo: Any) -> None:
    received: Queue[dict[str, Any]] = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.put(orjson.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Receiver) as receiver:
        thread = Thread(target=receiver.handle_request)
        thread.start()
        hook = f"http://127.0.0.1:{receiver.server_port}/done"
        job = demo.run({"input": {"a": 1}, "webhook": hook})
        told = received.get(timeout=PATIENCE_S)
        thread.join(PATIENCE_S)

    assert (told["id"], told["status"], told["output"]) == (job.job_id, "COMPLETED", {"a": 1})
