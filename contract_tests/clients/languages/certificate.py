"""What came of the suites: client by client and operation by operation, as data.

Each test says what it certifies; here the outcomes are counted. The committed certificate stands in
`docs/compatibility.json`, and the page beside it is made of nothing else (`page.py`).
"""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from contract_tests.clients.languages.clients import CACHE, OPERATIONS, Client
from contract_tests.clients.languages.suites import clients
from mock_runpod import __version__

#: Where every run of the suites leaves its certificate.
LATEST = CACHE / "certificate.json"
#: What is certified besides the operations, and what it is called on the page.
MORE = {
    "fields": "every field of Endpoint",
    "errors": "errors, as the client tells them",
    "traps": "the client's own traps",
    "examples": "the client's own examples",
    "own tests": "the client's own tests",
}
EVERYTHING = (*OPERATIONS, *MORE)

Certificate = dict[str, Any]


@dataclass(eq=False)  # pytest wants to hash its plugins
class Notary:
    """A pytest plugin: reads along, and writes the certificate at the end of a run."""

    to: Path
    cells: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    unheard: dict[str, str] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = dict(report.user_properties)
        client, what = said.get("client"), said.get("certifies")
        if not isinstance(client, str):
            return
        if report.skipped:
            self.unheard[client] = reason(report)
        elif isinstance(what, str) and (report.when == "call" or report.failed):
            cell = self.cells.setdefault(client, {}).setdefault(what, {"passed": 0, "failed": 0})
            cell[report.outcome] += 1

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput"):  # one of several processes; the first one writes
            return
        if self.cells or self.unheard:
            self.to.parent.mkdir(parents=True, exist_ok=True)
            self.to.write_text(json.dumps(self.certificate(), indent=1, ensure_ascii=False) + "\n")

    def certificate(self) -> Certificate:
        from contract_tests.clients.languages.payloads import COUNT, SEED  # loads Hypothesis

        return {
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
            "mock": __version__,
            "seed": SEED,
            "payloads": COUNT,
            "clients": [self.row(client) for client in clients()],
        }

    def row(self, client: Client) -> dict[str, Any]:
        cells = self.cells.get(client.id, {})
        known = {
            **{"id": client.id, "language": client.language, "package": client.package},
            **{"version": client.version, "manner": client.manner, "group": client.group},
        }
        if not cells:
            return {**known, "notRun": self.unheard.get(client.id, "it was not asked for")}
        offered = [each for each in EVERYTHING if each in client.offers or each in cells]
        return {**known, "operations": {each: cells.get(each, {}) for each in offered}}


def reason(report: pytest.TestReport) -> str:
    told = report.longrepr
    text = told[2] if isinstance(told, tuple) else str(told)
    return text.removeprefix("Skipped: ")


def read(path: Path) -> Certificate:
    certificate: Certificate = json.loads(path.read_text())
    return certificate


def heard(certificate: Certificate) -> Iterable[dict[str, Any]]:
    """The rows of the clients that ran."""
    return (row for row in certificate["clients"] if "operations" in row)
