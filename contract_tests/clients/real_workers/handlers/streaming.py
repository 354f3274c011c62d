"""A generator: `{"chunks": [...], "raise": text}`. RETURN_AGGREGATE makes them the output."""

import os

import runpod


def handler(job):
    yield from job["input"]["chunks"]
    if "raise" in job["input"]:
        raise ValueError(job["input"]["raise"])


aggregate = bool(os.environ.get("RETURN_AGGREGATE"))
runpod.serverless.start({"handler": handler, "return_aggregate_stream": aggregate})
