import os

import httpx
import pytest


def deploy(name, *, workers_min):
    """The code under test: makes an endpoint over REST."""
    headers = {"Authorization": f"Bearer {os.environ['RUNPOD_API_KEY']}"}
    with httpx.Client(base_url=os.environ["RUNPOD_REST_URL"], headers=headers) as rest:
        template = {"name": name, "imageName": "me/sdxl:3", "isServerless": True}
        made = rest.post("/templates", json=template).raise_for_status().json()
        endpoint = {"name": name, "templateId": made["id"], "workersMin": workers_min}
        return rest.post("/endpoints", json=endpoint).raise_for_status().json()["id"]


def test_what_is_left_running_would_cost(runpod_mock):
    deploy("forgotten", workers_min=1)

    with pytest.raises(AssertionError, match=r"forgotten.*\$\d+ a month"):
        runpod_mock.assert_nothing_left_running()


@pytest.mark.runpod(no_leaks=True)
def test_nothing_is_left_running(runpod_mock):
    endpoint = deploy("tidy", workers_min=1)

    headers = {"Authorization": f"Bearer {os.environ['RUNPOD_API_KEY']}"}
    httpx.delete(f"{os.environ['RUNPOD_REST_URL']}/endpoints/{endpoint}", headers=headers)
