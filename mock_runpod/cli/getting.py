import sys
from typing import TYPE_CHECKING

import click

from mock_runpod.cli.hand import FAILED

if TYPE_CHECKING:
    import httpx


@click.command()
@click.argument("path")
@click.option("--data", "-d", default="empty", show_default=True, help="World to ask.")
@click.option("--key", default="rpa_mock_default", show_default=True, help="API key to send.")
def get(path: str, data: str, key: str) -> None:
    """Print what a fresh mock answers to one GET; no server is needed, and none is asked.

    \b
    mock-runpod get /v1/endpoints --data demo
    """
    import asyncio  # the whole server; --help is quick without it

    from mock_runpod.errors import Invalid  # the same

    try:
        answer = asyncio.run(_asked(path, data, key))
    except Invalid as error:
        raise click.UsageError(error.detail) from None
    click.echo(answer.text)
    if answer.is_error:
        click.echo(f"status {answer.status_code}", err=True)
        sys.exit(FAILED)


async def _asked(path: str, data: str, key: str) -> "httpx.Response":
    import httpx  # see above

    from mock_runpod.app import create_app  # see above

    app = create_app(data=data)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8642"
    ) as client:
        answer = await client.get(path, headers={"Authorization": f"Bearer {key}"})
    await app.worlds.close()
    return answer
