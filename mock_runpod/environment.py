"""The variables that send each known client here instead of to RunPod (B-004), and how the real
thing is recognized: its hosts (B-001) and its keys (B-005).
"""

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

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


#: Whose names these and all below them are: REST, GraphQL, jobs, logs, pod proxies, S3, console.
REAL_DOMAINS = ("runpod.io", "runpod.ai", "runpod.net", "runpod.dev")
REAL_HOST = re.compile(
    r"\A(?:.*\.)?(?:" + "|".join(map(re.escape, REAL_DOMAINS)) + r")\.?\Z",
    re.IGNORECASE | re.DOTALL,
)
#: The prefix and what follows make 40 characters at least; ours say that they are ours.
_REAL_KEY = re.compile(r"(?<![A-Za-z0-9_])rpa_(?!mock_)[A-Za-z0-9_-]{36,}")


def is_real_host(name: str) -> bool:
    """Whether a name, without port, is one of the real RunPod, as `API.runpod.ai` is."""
    if not name.isascii():
        try:
            name = name.encode("idna").decode()  # as a resolver reads it: `RUNPOD` in wide letters
        except UnicodeError:
            return False
    return REAL_HOST.fullmatch(name) is not None


def holds_real_key(text: str) -> bool:
    """Whether something in here looks like a key to a real account."""
    return _REAL_KEY.search(text) is not None


def no_detours(base_url: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What else must be set so that requests get here as they were sent: `requests` gives even
    those to this machine to a proxy, and puts what `.netrc` says in the place of the key.
    """
    proxied = [environment.get(name, "") for name in ("NO_PROXY", "no_proxy")]
    if "*" in proxied:
        direct = "*"  # only alone does it mean everything
    else:
        said = [name.strip() for name in ",".join(proxied).split(",")]
        host = urlsplit(base_url).hostname or ""
        direct = ",".join(dict.fromkeys(filter(None, [*said, "127.0.0.1", "localhost", host])))
    return {"NO_PROXY": direct, "no_proxy": direct, "NETRC": os.devnull}
