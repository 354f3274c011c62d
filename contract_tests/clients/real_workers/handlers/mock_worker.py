"""The input contract of RunPod's own test worker (B-156), as a handler; with STREAMS=1, or
STREAMS=aggregate, as a generator.
"""

import os
import time

import runpod

GREETING = "Hello World!"
NAMES = ("return", "delay", "error", "crash", "refresh", "progress", "logs")


def handler(job):
    said = job["input"]
    if not isinstance(said, dict) or not any(f"mock_{name}" in said for name in NAMES):
        return said or GREETING
    before(job, said)
    returned = said.get("mock_return", GREETING)
    return {**returned, "refresh_worker": True} if said.get("mock_refresh") else returned


def generator(job):
    returned = handler(job)
    yield from returned if isinstance(returned, list) else [returned]


def before(job, said):
    for line in said.get("mock_logs", []):
        print(line, flush=True)
    time.sleep(said.get("mock_delay", 0))
    progress = said.get("mock_progress", {"updates": 0})
    for number in range(progress["updates"]):
        time.sleep(progress["wait_time"])
        update = f"update {number + 1} of {progress['updates']}"
        runpod.serverless.progress_update(job, update)
    if said.get("mock_crash"):
        os._exit(1)
    if error := said.get("mock_error"):
        raise Exception(error if isinstance(error, str) else "Mock error")


streams = os.environ.get("STREAMS")
runpod.serverless.start(
    {
        "handler": generator if streams else handler,
        "return_aggregate_stream": streams == "aggregate",
        "concurrency_modifier": lambda _: 50,
    }
)
