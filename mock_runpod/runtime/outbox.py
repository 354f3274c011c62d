"""Does what the world asked of the outside, and tells the world how it went."""

import asyncio
import hashlib
import ipaddress
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson

from mock_runpod.engine import webhooks
from mock_runpod.engine.world import World
from mock_runpod.errors import RunPodError
from mock_runpod.model import CallHandler, Effect, PostWebhook
from mock_runpod.runtime.driver import Driver

if TYPE_CHECKING:
    import httpx

#: Real seconds a receiver may take.
TIMEOUT_S = 10.0
log = logging.getLogger("mock_runpod.outbox")


class Outbox:
    """Posts webhooks, and sees to handlers that run elsewhere, one task each.

    A receiver that fails never harms the job (B-110).
    """

    def __init__(self) -> None:
        self._http: httpx.AsyncClient | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, driver: Driver, effect: Effect) -> asyncio.Task[None]:
        match effect:
            case CallHandler():
                work = driver.handlers.attend(driver, effect)
            case PostWebhook():
                work = self._post(driver, effect)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    async def _post(self, driver: Driver, effect: PostWebhook) -> None:
        anywhere = driver.world.settings.webhook_anywhere
        if not anywhere and not await is_near(effect.url):
            why = f"webhook not sent: {host_of(effect.url)} is neither loopback nor private"
            log.warning("%s; webhook_anywhere allows it", why)
            _tell(driver, lambda world: webhooks.refused(world, effect, why))
        elif await self._went_well(effect):
            _tell(driver, lambda world: webhooks.delivered(world, effect))
        else:
            _tell(driver, lambda world: webhooks.missed(world, effect))

    async def _went_well(self, effect: PostWebhook) -> bool:
        """Whether a 2xx came back in time. Whatever else happens out there is a miss (B-110)."""
        body, said = orjson.dumps(effect.document), headers(effect.job_id)
        http = self._client()
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                http.stream("POST", effect.url, content=body, headers=said) as answer,
            ):
                return answer.is_success
        except Exception as error:
            log.info("webhook of %s failed: %s", effect.job_id, type(error).__name__)
            return False

    def _client(self) -> "httpx.AsyncClient":
        """Sends only the headers it is given, and keeps nothing of one post for the next."""
        if self._http is None:
            from http.cookiejar import CookieJar, DefaultCookiePolicy  # most runs send nothing

            import httpx  # slow to import

            no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
            self._http = httpx.AsyncClient(timeout=None, trust_env=False, cookies=no_cookies)
            self._http.headers.clear()
        return self._http


def headers(job_id: str) -> dict[str, str]:
    """What the real service sends (B-109); the trace id follows from the job, so it repeats."""
    trace = hashlib.sha256(job_id.encode()).hexdigest()
    return {
        "content-type": "application/json",
        "user-agent": "Go-http-client/2.0",
        "traceparent": f"00-{trace[:32]}-{trace[32:48]}-01",
    }


def host_of(url: str) -> str:
    return urlsplit(url).hostname or "?"


async def is_near(url: str) -> bool:
    """Whether a webhook stays on this machine or network, whatever its name says.

    A name that cannot be resolved is let through: the attempt will fail by itself.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host_of(url), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    return all(_near(str(info[4][0]).partition("%")[0]) for info in found)


def _near(said: str) -> bool:
    """Link-local is not: it is where clouds keep the credentials of a machine."""
    address = ipaddress.ip_address(said)
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or (address.is_private and not address.is_link_local)


def _tell(driver: Driver, verb: Callable[[World], None]) -> None:
    try:
        with driver.turn() as world:
            verb(world)
    except RunPodError as error:  # the world was reset, or the job went another way meanwhile
        log.debug("webhook news came too late: %s", error.detail)
