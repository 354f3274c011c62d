"""The variables that send each known client here instead of to RunPod (B-004), and how the real
thing is recognized: its hosts (B-001) and its keys (B-005).
"""

import os
import re
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

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


#: What RunPod's pods are called besides their id, as it was seen (section 1.1).
HOST_SUFFIX = "-64410ad7"


def worker_variables(
    base_url: str, endpoint_id: str, worker_id: str, *, key: str, token: str, gpu: str
) -> dict[str, str]:
    """What a real worker is started with (B-150): where it asks, and how it is to go about it.

    The names of variables in the addresses are for the worker to replace. Each has a query, since
    what the worker adds is joined by `&`. Checks of memory, disk, network and GPU would judge the
    developer's machine; files on it can be fetched, which the SDK refuses otherwise.
    """
    base = base_url.rstrip("/")
    at, asks = f"{base}/v2/{endpoint_id}", urlencode({"gpu": gpu, "token": token})
    return {
        **variables(base, key),
        "RUNPOD_WEBHOOK_GET_JOB": f"{at}/job-take/$ID?{asks}",
        "RUNPOD_WEBHOOK_POST_OUTPUT": f"{at}/job-done/$RUNPOD_POD_ID/$ID?{asks}",
        "RUNPOD_WEBHOOK_POST_STREAM": f"{at}/job-stream/$RUNPOD_POD_ID/$ID?{asks}",
        "RUNPOD_WEBHOOK_PING": f"{at}/ping/$RUNPOD_POD_ID?{asks}",
        "RUNPOD_PING_INTERVAL": "2000",
        "RUNPOD_AI_API_KEY": key,
        "RUNPOD_POD_ID": worker_id,
        "RUNPOD_POD_HOSTNAME": worker_id + HOST_SUFFIX,
        "RUNPOD_ENDPOINT_ID": endpoint_id,
        "RUNPOD_SKIP_AUTO_SYSTEM_CHECKS": "true",
        "RUNPOD_SKIP_GPU_CHECK": "true",
        "RUNPOD_LOG_LEVEL": "INFO",
        "PYTHONUNBUFFERED": "1",
        "RUNPOD_ALLOW_PRIVATE_DOWNLOAD_URLS": "true",
    }


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


def without_real_keys(text: str, instead: str) -> str:
    """The same text with something else in the place of each."""
    return _REAL_KEY.sub(instead, text)


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
