"""A target in the hand of a test: two clients, names, and the register of what was made."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Self
from urllib.request import getproxies, proxy_bypass

import httpx

from contract_tests.targeting.budget import Budget
from contract_tests.targeting.gate import Gate
from contract_tests.targeting.register import Register
from contract_tests.targeting.terms import Terms

#: After a test: longer waiting is left to the end of the session.
AFTER_A_TEST_S = 3.0


class Target:
    """`rest` and `jobs` are httpx clients, each below its API: `target.rest.get("/endpoints")`.

    Whatever is made through them is deleted: after the test, or in `settle()` at the end.
    """

    def __init__(self, terms: Terms, folder: Path | None = None) -> None:
        self.terms = terms
        self.budget = Budget(terms.most)
        file = folder / f"runpod-target-{terms.prefix}.jsonl" if folder and terms.remote else None
        self.register = Register(str(terms.addresses.rest), file)
        gate = Gate(way(terms), terms, self.budget, self.register)
        self.rest = client(terms.addresses.rest, terms, gate)
        self.jobs = client(terms.addresses.jobs, terms, gate)
        self._numbers, self._hurry, self._settled = count(1), False, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.settle()

    @property
    def remote(self) -> bool:
        return self.terms.remote

    @property
    def prefix(self) -> str:
        return self.terms.prefix

    def name(self, said: str = "thing") -> str:
        """A name of its own that a person recognizes, should it ever be left behind."""
        return f"{self.prefix}-{next(self._numbers)}-{said}"

    def kept(self) -> AbstractContextManager[None]:
        """What is made in this block stays until the session ends."""
        return self.register.kept()

    def tidy(self) -> None:
        """After a test."""
        if self._settled:
            return
        until = time.monotonic() + min(AFTER_A_TEST_S, self.terms.patience_s)
        if any(thing.kind == "endpoint" for thing in self.register.due(kept=False)):
            self.register.clear(self.rest, kept=False, patience=lambda: until - time.monotonic())
        else:
            self.register.clear(self.rest, kept=False, patience=lambda: 0)

    def settle(self) -> None:
        """At the end, however it came: everything goes, as far as it can be got to go. Once."""
        if self._settled:
            return
        with self._hurried_by_signals():
            until = time.monotonic() + self.terms.patience_s
            if self.register.unsure:
                self.register.sweep(self.rest, self.prefix)
            self.register.clear(self.rest, kept=True, patience=lambda: self._patience(until))
            file = self.register.file
            if file and not self.register.left:
                file.unlink(missing_ok=True)
        self._settled = True
        self.close()

    def close(self) -> None:
        self.rest.close()
        self.jobs.close()

    def _patience(self, until: float) -> float:
        return 0.0 if self._hurry else until - time.monotonic()

    @contextmanager
    def _hurried_by_signals(self) -> Iterator[None]:
        """Another Ctrl-C ends the waiting, never the deleting."""

        def hurry(number: int, frame: FrameType | None) -> None:
            self._hurry = True

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, hurry) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def client(root: httpx.URL, terms: Terms, gate: Gate) -> httpx.Client:
    """Redirects are not followed: the key would go along. Nothing is read from `.netrc`."""
    return httpx.Client(
        base_url=root,
        auth=terms.key.auth,
        transport=gate,
        timeout=terms.timeout_s,
        follow_redirects=False,
        trust_env=False,
    )


def way(terms: Terms) -> httpx.BaseTransport:
    """Through the proxy of this machine, if it has one for hosts elsewhere."""
    url = terms.addresses.rest
    if not terms.remote or proxy_bypass(url.host):
        return httpx.HTTPTransport(trust_env=False, verify=verified(terms))
    proxies = getproxies()
    return httpx.HTTPTransport(proxy=proxies.get(url.scheme) or proxies.get("all"))


def verified(terms: Terms) -> bool:
    """Reading the certificates of this machine takes a while, and plain http shows none."""
    return "https" in (terms.addresses.rest.scheme, terms.addresses.jobs.scheme)
