import json
import sys
from typing import Any

import click

from mock_runpod.cli.showing import with_url

NOT_REACHABLE = 3


@click.command()
@with_url
def health(url: str) -> None:
    """Ask a running server whether it is alive. Ends with 3 when it cannot be reached.

    \b
    mock-runpod health --url http://127.0.0.1:8642
    """
    try:
        said = _asked(f"{url}/__mock/health")
        click.echo(f"{said['status']}: mock-runpod {said['version']}, up {said['uptime']:.0f} s")
        return
    except OSError as error:
        why = getattr(error, "reason", error)
    except (ValueError, LookupError, TypeError):
        why = "something else is there"
    click.echo(f"no mock-runpod answers at {url}: {why}", err=True)
    sys.exit(NOT_REACHABLE)


def _asked(url: str) -> Any:
    """The JSON at this address, whatever proxy other requests go through."""
    from http.client import HTTPException  # a third of what it takes to start, and only used here
    from urllib import request  # the same

    no_proxy = request.build_opener(request.ProxyHandler({}))
    try:
        with no_proxy.open(url, timeout=3) as answer:
            return json.load(answer)
    except request.HTTPError as refusal:
        with refusal:
            raise ValueError(refusal.code) from None
    except HTTPException as error:
        raise ValueError(error) from None
