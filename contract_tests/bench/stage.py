"""Where the cases play: how much is done, the servers that take part, and bursts in turn."""

import os
import resource
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property

import httpx

from contract_tests.bench.load import KEY, Contender, Load, Sample, request
from contract_tests.bench.processes import Server, free_port

OURS = ["-m", "mock_runpod", "serve", "--port", "0", "--data", "demo"]
OURS += ["--profile", "instant", "--log-level", "warning"]
RUN, SMALL = "/v2/demo/run", {"input": {"prompt": "a quiet house"}}
LONG_S = 600.0
REFERENCES = "contract_tests.bench.references"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much of everything."""

    seconds: float = 1.0
    repeats: int = 5
    starts: int = 7
    stored: int = 100_000
    waiters: int = 10_000
    simulated: int = 1_000_000
    jobs: int = 10_000
    calls: int = 100


QUICK = Scale(
    seconds=0.02, repeats=1, starts=1, stored=50, waiters=20, simulated=500, jobs=50, calls=3
)


class Stage:
    def __init__(self, scale: Scale, say: Callable[[str], None]) -> None:
        self.scale, self.say = scale, say
        self.notes: list[str] = []
        self._exits = ExitStack()
        cores = sorted(os.sched_getaffinity(0))
        self._cores = (cores[0], cores[-1]) if len(cores) > 1 else None

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    # Who takes part. Each is started when first needed, on the core the load does not use.

    @cached_property
    def load(self) -> Load:
        load = Load(self._cores[1] if self._cores else None)
        self._exits.callback(load.close)
        return load

    @cached_property
    def ours(self) -> Server:
        return self._exits.enter_context(self.one(*OURS))

    @cached_property
    def raw(self) -> Server:
        return self._exits.enter_context(self.reference("raw"))

    @cached_property
    def sdk(self) -> Server:
        """The SDK's own local server, which takes no port 0 and says nothing when ready."""
        port = free_port()
        said = ["--rp_serve_api", "--rp_api_port", str(port), "--rp_api_host", "127.0.0.1"]
        said += ["--rp_log_level", "ERROR"]  # ours is silent, too
        return self._exits.enter_context(self.reference("sdk_worker", *said, port=port))

    @contextmanager
    def one(self, *arguments: str, port: int = 0) -> Iterator[Server]:
        server = Server(*arguments, port=port)
        try:
            if self._cores:
                server.keep_to(self._cores[0])
            yield server
        finally:
            server.stop()

    def reference(
        self, name: str, *arguments: str, port: int = 0
    ) -> AbstractContextManager[Server]:
        return self.one("-m", f"{REFERENCES}.{name}", *arguments, port=port)

    # What they are asked.

    def compare(
        self, contenders: Mapping[str, Contender], seconds: float | None = None
    ) -> dict[str, list[Sample]]:
        """Bursts in turn, so that a slow moment of the machine does not meet one alone."""
        found: dict[str, list[Sample]] = {name: [] for name in contenders}
        for n in range(self.scale.repeats):
            for name, each in contenders.items():
                self.say(f"{name}, burst {n + 1} of {self.scale.repeats}")
                if each.before:
                    each.before()
                each.server.calm(patience=2.0)
                found[name].append(self.load.burst(each, seconds or self.scale.seconds))
            self._note_refusals(name, found[name][-1])
        return found

    def _note_refusals(self, name: str, sample: Sample) -> None:
        if sample.errors:
            self.notes.append(f"{name}: {sample.errors} of {sample.requests} were refused")

    def fill(self, server: Server, jobs: int, key: str = KEY) -> None:
        """So many finished jobs in this world."""
        self.say(f"storing {jobs} jobs")
        run = [request("POST", RUN, SMALL, key=key)]
        self.load.burst(Contender(server, run, most=jobs, warm=False), LONG_S)
        server.calm()

    def client(self, server: Server, key: str = KEY) -> httpx.Client:
        """For setting the scene."""
        headers = {"Authorization": f"Bearer {key}"}
        client = httpx.Client(
            base_url=server.url, headers=headers, trust_env=False, timeout=httpx.Timeout(60)
        )
        return self._exits.enter_context(client)


def raise_file_limit(wanted: int) -> int:
    """As many open files as asked for, or as the system allows; children inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
