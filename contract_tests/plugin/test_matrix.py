"""Every client, whether it was imported before or after: it reaches the mock and nothing else, as
the interpreter itself sees at the socket.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("runpod")
pytest.importorskip("requests")
pytest.importorskip("aiohttp")

#: Whatever is looked up or connected to from here on.
WATCH = """
import sys
import pytest

went = set()

def watch(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        went.add(arguments[1][:2])
    elif event == "socket.getaddrinfo":
        went.add(tuple(arguments[:2]))

sys.addaudithook(watch)

@pytest.fixture
def only_to():
    went.clear()
    def check(mock):
        host, port = mock.base_url.removeprefix("http://").split(":")
        assert went and {(str(host), int(port)) for host, port in went} == {(host, int(port))}
    return check
"""
HTTP = 'os.environ["RUNPOD_ENDPOINT_BASE_URL"] + "/demo/runsync"'
SAID = 'headers={"Authorization": os.environ["RUNPOD_API_KEY"]}, json={"input": INPUT}'
#: What a client imports, and how it has a job done.
CLIENTS = {
    "sdk": ("import runpod", 'output = runpod.Endpoint("demo").run(INPUT).output(timeout=60)'),
    "sdk_asyncio": (
        "import asyncio, runpod, runpod.http_client",
        """async def work():
        async with runpod.http_client.AsyncClientSession() as session:
            job = await runpod.AsyncioEndpoint("demo", session).run(INPUT)
            return await job.output(timeout=60)
    output = asyncio.run(work())""",
    ),
    "httpx": ("import os, httpx", f'output = httpx.post({HTTP}, {SAID}).json()["output"]'),
    "requests": ("import os, requests", f'output = requests.post({HTTP}, {SAID}).json()["output"]'),
    "aiohttp": (
        "import os, asyncio, aiohttp",
        f"""async def work():
        async with aiohttp.ClientSession(trust_env=True) as session:
            async with session.post({HTTP}, {SAID}) as answer:
                return (await answer.json())["output"]
    output = asyncio.run(work())""",
    ),
}


def file_of(clients: Sequence[str], *, imported_before: bool) -> str:
    head, tests = ["import pytest", 'INPUT = {"prompt": "a quiet house"}'], []
    for name in clients:
        imports, work = CLIENTS[name]
        head += [imports] if imported_before else []
        inside = "pass" if imported_before else imports
        tests.append(
            f"""
@pytest.mark.runpod(data="demo", boot_s=3)
def test_{name}(runpod_mock, only_to):
    {inside}
    {work}
    assert output == INPUT
    only_to(runpod_mock)
"""
        )
    return "\n".join([*head, *tests])


@pytest.mark.parametrize(
    ("clients", "imported_before"),
    [
        pytest.param(list(CLIENTS), True, id="all-imported-before"),
        # One after the other in one process, as far as none imports another.
        pytest.param(["httpx", "requests", "aiohttp"], False, id="http-clients-imported-after"),
        pytest.param(["sdk"], False, id="sdk-imported-after"),
        pytest.param(["sdk_asyncio"], False, id="sdk-asyncio-imported-after"),
    ],
)
def test_it_reaches_the_mock_and_never_anything_else(
    tmp_path: Path, clients: list[str], imported_before: bool
) -> None:
    (tmp_path / "conftest.py").write_text(WATCH)
    (tmp_path / "test_it.py").write_text(file_of(clients, imported_before=imported_before))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    dead = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")
    env = {**os.environ, **dead, "NETRC": str(tmp_path / "netrc"), "HOME": str(tmp_path)}

    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)

    assert f"{len(clients)} passed" in done.stdout, done.stdout + done.stderr
