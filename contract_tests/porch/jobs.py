"""Jobs, sent as a client of RunPod's would."""

from typing import Any

import httpx

from mock_runpod import Client

#: As a handler gets it.
Job = dict[str, Any]


def post(mock: Client, path: str, input: Any = 1) -> Any:
    headers = {"Authorization": f"Bearer {mock.key}"}
    url = f"{mock.base_url}/v2/{path}"
    with httpx.Client(headers=headers, trust_env=False, timeout=20) as http:
        return http.post(url, json={"input": input}).raise_for_status().json()
