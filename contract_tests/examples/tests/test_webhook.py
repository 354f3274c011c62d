import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import runpod


@pytest.fixture
def inbox():
    """The code under test: takes what RunPod posts when a job ends."""
    received = queue.Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            received.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        received.url = f"http://127.0.0.1:{server.server_port}/done"
        yield received
        server.shutdown()


def test_the_end_is_announced(runpod_mock, inbox):
    runpod_mock.endpoint("sdxl", execution=90).answers({"image": "aGVsbG8="})

    runpod.Endpoint("sdxl").run({"input": {"prompt": "a house"}, "webhook": inbox.url})
    runpod_mock.clock.advance(minutes=2)

    announced = inbox.get(timeout=5)
    assert (announced["status"], announced["output"]) == ("COMPLETED", {"image": "aGVsbG8="})


def test_a_lost_webhook_is_not_waited_for(runpod_mock, inbox):
    runpod_mock.endpoint("sdxl")
    runpod_mock.faults.add("webhook.lost", endpoint="sdxl", count=1)

    job = runpod.Endpoint("sdxl").run({"input": {"prompt": "a house"}, "webhook": inbox.url})
    runpod_mock.wait(job, "COMPLETED")

    assert inbox.empty()
