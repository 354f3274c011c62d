"""A server of one's own, in a thread, for tests and scripts."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from mock_runpod import server
from mock_runpod.app import create_app
from mock_runpod.client import Client


class MockRunPod(Client):
    """A `Client` that brought its own server: on a free port, with an empty world and a clock that
    skips, unless the options say otherwise. They are those of `mock-runpod serve`:

        with MockRunPod(seed=7, profile="typical") as mock:
            mock.endpoint("sdxl", cold_start=30)

    It runs from here until `stop()` or the end of the block. `app` is the ASGI application behind
    the port. Raises Invalid for an unknown option, or one with a value that cannot be.
    """

    def __init__(self, **options: Any) -> None:
        self.app = create_app(**{"port": 0, "clock": "auto", **options})
        settings = self.app.worlds.server
        listener = server.listen(settings.host, settings.port)
        started, self._stop = threading.Event(), server.Stop()
        running = server.run(self.app, listener, started.set, self._stop)
        self._thread = threading.Thread(target=asyncio.run, args=[running], name="mock_runpod")
        self._thread.daemon = True  # whoever forgets to stop it can still end
        self._thread.start()
        started.wait()
        self._ends = ExitStack()
        self._ends.enter_context(quiet())
        key = settings.keys[0] if settings.keys else None  # of those that are let in
        super().__init__(server.url_of(listener), key=key, token=settings.admin_token or None)

    def stop(self) -> None:
        """The handlers end, the server answers what it has begun, and the port is free again."""
        super().close()
        self._stop.now()
        self._thread.join()
        self._ends.close()

    def close(self) -> None:
        """The same as `stop()`: it is nobody else's server."""
        self.stop()


def start(**options: Any) -> MockRunPod:
    """A running mock: `with mock_runpod.start(seed=7) as mock: ...` ends it with the block."""
    return MockRunPod(**options)


@contextmanager
def quiet() -> Iterator[None]:
    """A line for each request is for a terminal. Without this, tests would show them, too: the SDK
    lets all loggers speak when it is imported. A level that somebody has chosen stays.
    """
    log = logging.getLogger("mock_runpod")
    before = log.level
    if before == logging.NOTSET:
        log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(before)
