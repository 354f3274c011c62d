import sys

import click

from mock_runpod.cli.showing import with_url

NOT_REACHABLE = 3


@click.command()
@with_url
def health(url: str) -> None:
    """Ask a running server whether it is alive. Ends with 3 when it cannot be reached."""
    import json
    import urllib.request

    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with no_proxy.open(f"{url.rstrip('/')}/__mock/health", timeout=3) as answer:
            said = json.load(answer)
    except (OSError, ValueError) as error:
        click.echo(f"no mock-runpod answers at {url}: {error}", err=True)
        sys.exit(NOT_REACHABLE)
    click.echo(f"{said['status']}: mock-runpod {said['version']}, up {said['uptime']:.0f} s")
