from pathlib import Path

import pytest
import runpod

HANDLER = Path(__file__).with_name("handler.py")


@pytest.fixture
def greeter(runpod_mock):
    endpoint = runpod_mock.endpoint("greeter")
    endpoint.run_worker(HANDLER)
    return runpod.Endpoint("greeter")


def test_somebody_is_greeted(greeter):
    assert greeter.run_sync({"name": "Ada"}) == {"greeting": "Hello Ada!"}


def test_who_has_no_name_is_an_error(greeter, runpod_mock):
    job = greeter.run({})

    assert "KeyError" in runpod_mock.wait(job, "FAILED").error
