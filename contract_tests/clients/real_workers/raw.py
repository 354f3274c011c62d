"""Workers without an SDK, so quick that hundreds of jobs take seconds; their connections break."""

import json
import socket
import struct
import threading
from contextlib import suppress
from http.client import HTTPResponse
from random import Random
from typing import Any, Self

#: Of so many jobs, one breaks the connection before its result is told, and one after.
BREAKS = 8


class Crew:
    """So many of them, in threads. `cut` counts the lives that ended in the middle of work."""

    def __init__(self, url: str, endpoint: str, count: int, random: Random) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._place, self._endpoint = (host, int(port)), endpoint
        self._over, self.cut = threading.Event(), 0
        seeds = [random.random() for _ in range(count)]
        self._threads = [
            threading.Thread(target=self._work, args=[number, Random(seed)])
            for number, seed in enumerate(seeds)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int, random: Random) -> None:
        """One life after the other, each under a name of its own."""
        life = 0
        while not self._over.is_set():
            life += 1
            with suppress(OSError):
                Life(self._place, self._endpoint, f"w{number}-{life}").live(self._over, random)
                self.cut += 1


class Life:
    """One worker, from its first question to the break of its connections."""

    def __init__(self, place: tuple[str, int], endpoint: str, name: str) -> None:
        self._endpoint, self._name = endpoint, name
        self._line, self._stop = (socket.create_connection(place, timeout=10) for _ in range(2))

    def live(self, over: threading.Event, random: Random) -> None:
        try:
            self._ask(self._stop, "GET", f"job-stop/{self._name}")
            while not over.is_set():
                self._ask(self._line, "GET", f"job-take/{self._name}?job_in_progress=0")
                status, job = self._answer()
                if status == 200 and not self._done(job, random):
                    return
        finally:
            self._break()

    def _done(self, job: Any, random: Random) -> bool:
        """False: it died over it, before or after it told the result."""
        fate = random.randrange(2 * BREAKS)
        if fate == 0:
            return False
        body = json.dumps({"output": job["input"]})
        self._ask(self._line, "POST", f"job-done/{self._name}/{job['id']}", body)
        if fate == 1:
            return False
        self._answer()
        return True

    def _ask(self, line: socket.socket, method: str, path: str, body: str = "") -> None:
        line.sendall(
            f"{method} /v2/{self._endpoint}/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "User-Agent: RunPod-Python-SDK/1.12.0\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    def _answer(self) -> tuple[int, Any]:
        answer = HTTPResponse(self._line)
        answer.begin()
        body = answer.read()
        return answer.status, json.loads(body) if body else None

    def _break(self) -> None:
        for line in (self._line, self._stop):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.close()
