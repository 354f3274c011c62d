"""Asks the real RunPod with every client there is, and tells what came of it, as JSON.

Run by test_guard.py in a process that would die if one got through. `before`: the clients are
imported before the guard goes up; `after`: while it is up.
"""

import asyncio
import importlib
import json
import sys
import threading
from collections.abc import Callable
from socket import create_server
from typing import Any

import mock_runpod.guard

URL = "https://api.runpod.ai/v2/it/run?api_key=rpa_SECRET"
PLAIN = URL.replace("https", "http")
MODULES = ["aiohttp", "anyio", "httpx", "requests", "urllib.request", "urllib3", "uvloop"]


def proxy(heard: list[bytes]) -> str:
    """One on this machine, which would say yes to everything."""
    listener = create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            connection, _ = listener.accept()
            with connection:
                if begin := connection.recv(1000):
                    heard.append(begin)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def ways(proxy: str) -> dict[str, Callable[[], Any]]:
    aiohttp, anyio, httpx, requests, request, urllib3, uvloop = map(
        importlib.import_module, MODULES
    )

    async def by_httpx(**options: Any) -> None:
        async with httpx.AsyncClient(**options) as client:
            await client.get(URL)

    async def by_aiohttp(**options: Any) -> None:
        async with aiohttp.ClientSession() as session:
            await session.get(URL, **options)

    async def by_anyio() -> None:
        await anyio.connect_tcp("rest.runpod.io", 443)

    async def by_asyncio() -> None:
        _, writer = await asyncio.open_connection(*proxy.removeprefix("http://").split(":"))
        writer.write(b"CONNECT rest.runpod.io:443 HTTP/1.1\r\n\r\n")

    through = {"proxies": {"http": proxy, "https": proxy}}
    handler = request.ProxyHandler(through["proxies"])
    return {
        "requests": lambda: requests.get(URL),
        "requests, proxy": lambda: requests.get(URL, **through),
        "requests, http, proxy": lambda: requests.get(PLAIN, **through),
        "urllib": lambda: request.urlopen(URL),
        "urllib, proxy": lambda: request.build_opener(handler).open(URL),
        "urllib3": lambda: urllib3.PoolManager().request("GET", URL),
        "urllib3, proxy": lambda: urllib3.ProxyManager(proxy).request("GET", URL),
        "httpx": lambda: httpx.get(URL),
        "httpx, proxy": lambda: httpx.get(URL, proxy=proxy),
        "httpx async": lambda: asyncio.run(by_httpx()),
        "httpx async, proxy": lambda: asyncio.run(by_httpx(proxy=proxy)),
        "httpx async, uvloop": lambda: uvloop.run(by_httpx()),
        "httpx async, uvloop, proxy": lambda: uvloop.run(by_httpx(proxy=proxy)),
        "aiohttp": lambda: asyncio.run(by_aiohttp()),
        "aiohttp, proxy": lambda: asyncio.run(by_aiohttp(proxy=proxy)),
        "aiohttp, uvloop": lambda: uvloop.run(by_aiohttp()),
        "aiohttp, uvloop, proxy": lambda: uvloop.run(by_aiohttp(proxy=proxy)),
        "anyio": lambda: anyio.run(by_anyio),
        "asyncio, proxy": lambda: asyncio.run(by_asyncio()),
    }


def outcome(ask: Callable[[], Any]) -> str:
    try:
        ask()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "it went through"


def main(when: str) -> None:
    heard: list[bytes] = []
    if when == "before":
        for module in MODULES:
            importlib.import_module(module)
    with mock_runpod.guard.on() as stops:
        outcomes = {name: outcome(ask) for name, ask in ways(proxy(heard)).items()}
    told = [stop._asdict() for stop in stops]
    print(json.dumps({"outcomes": outcomes, "stops": told, "heard": len(heard)}))


if __name__ == "__main__":
    main(sys.argv[1])
