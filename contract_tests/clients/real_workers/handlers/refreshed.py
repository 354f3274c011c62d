"""A worker that wants to be another one after each job: its results say so, or its settings."""

import os

import runpod

BY_SETTINGS = bool(os.environ.get("BY_SETTINGS"))


def handler(job):
    said = {"pid": os.getpid()}
    return said if BY_SETTINGS else {**said, "refresh_worker": True}


runpod.serverless.start({"handler": handler, "refresh_worker": BY_SETTINGS})
