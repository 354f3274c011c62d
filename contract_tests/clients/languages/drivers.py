"""A driver: the process in which a client lives, and how a test speaks to it."""

import json
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from contract_tests.clients.languages.clients import Client

#: Real seconds. Only a test that fails anyway waits so long.
PATIENCE_S = 60.0
#: Commands on their way at once: few enough for any pipe to hold.
AT_ONCE = 16


class Raised(Exception):
    """What the client raised: the name of its kind, and the HTTP status where it shows one."""

    def __init__(self, kind: str, status: int | None, text: str) -> None:
        super().__init__(f"{kind}: {text}" if status is None else f"{kind} ({status}): {text}")
        self.kind, self.status, self.text = kind, status, text


class Driver:
    """One process for all tests; each command says its key, and so the world that it is about."""

    def __init__(self, client: Client, cache: Path, url: str) -> None:
        self.client = client
        self._process = subprocess.Popen(
            client.command(cache),
            cwd=cache,
            env={**surroundings(cache), **client.environment, "MOCK_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def call(self, name: str, **arguments: Any) -> Any:
        """What the client returned. Raises Raised for what it raised."""
        return next(self.calls([{"call": name, **arguments}]))

    def calls(self, commands: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
        """The same for many, in one breath."""
        waiting: list[Mapping[str, Any]] = []
        for command in commands:
            self._say(command)
            waiting.append(command)
            if len(waiting) == AT_ONCE:
                yield self._answer(waiting.pop(0))
        while waiting:
            yield self._answer(waiting.pop(0))

    def ended(self) -> bool:
        return self._process.poll() is not None

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):  # the last command may still be in there
                if pipe:
                    pipe.close()

    def _say(self, command: Mapping[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def _answer(self, command: Mapping[str, Any]) -> Any:
        try:
            line = self._lines.get(timeout=PATIENCE_S)
        except Empty:
            self._process.kill()
            raise AssertionError(f"{self.client.id} never answered {command}") from None
        assert line, f"{self.client.id} ended at {command}"
        answer = json.loads(line)
        if "raised" in answer:
            raise Raised(**answer["raised"])
        return answer["returned"]


class Voice:
    """A driver as one test has it: in the test's own world."""

    def __init__(self, driver: Driver, key: str) -> None:
        self.driver, self.key = driver, key

    @property
    def client(self) -> Client:
        return self.driver.client

    def __call__(self, name: str, **arguments: Any) -> Any:
        """`client("job.run", endpoint="demo", input={})`. Raises Raised."""
        return self.driver.call(name, **{"key": self.key, **arguments})

    def many(self, commands: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
        return self.driver.calls({"key": self.key, **command} for command in commands)


def surroundings(home: Path) -> dict[str, str]:
    """This machine's environment, without what leads a client elsewhere: keys, addresses, proxies,
    an account file at home.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RUNPOD_", "MOCK_RUNPOD_")) and not name.lower().endswith("_proxy")
    }
    return {**kept, "NO_PROXY": "*", "no_proxy": "*", "HOME": str(home), "NETRC": os.devnull}
