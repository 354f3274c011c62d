"""The variables that send each known client here instead of to RunPod (B-004)."""

#: Variable → path below the base URL. `RUNPOD_API_URL` is REST v1 to runpodctl and the job API to
#: the Rust crate; /v1 answers both. Of Terraform's, whose meaning changed, the newest is served.
PATHS = {
    "RUNPOD_API_BASE_URL": "",
    "RUNPOD_ENDPOINT_BASE_URL": "/v2",
    "RUNPOD_REST_URL": "/v1",
    "RUNPOD_API_URL": "/v1",
    "RUNPOD_REST_API_URL": "/v1",
    "RUNPOD_REST_V2_URL": "/v2",
    "RUNPOD_REST_V2_API_URL": "/v2",
    "RUNPOD_INVOKE_URL": "/v2",
    "RUNPOD_SERVERLESS_API_URL": "/v2",
    "RUNPOD_GRAPHQL_URL": "/graphql",
    "RUNPOD_PUBLIC_GRAPHQL_URL": "/graphql",
    "RUNPOD_AUTHED_GRAPHQL_URL": "/graphql",
    "RUNPOD_HAPI_URL": "/v1",
    "RUNPOD_BASE_URL": "",
    "RUNPOD_CONSOLE_URL": "",
    "CONSOLE_BASE_URL": "",
    "MOCK_RUNPOD_URL": "",
}
#: Variables that choose a way instead of a place. RunPod's MCP server prefers REST v2, which is
#: not served yet; Flash warns of addresses that look as if only some had been changed.
CHOICES = {"RUNPOD_REST_VERSION": "v1", "RUNPOD_URL_MIXED_OK": "1"}


def variables(base_url: str, key: str) -> dict[str, str]:
    """Names and values; `key` chooses the world."""
    base = base_url.rstrip("/")
    places = {name: base + path for name, path in PATHS.items()}
    return {"RUNPOD_API_KEY": key, **places, **CHOICES}
