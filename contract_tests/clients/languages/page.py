"""The page of a certificate: `docs/compatibility.md`, made of `docs/compatibility.json` alone."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from contract_tests.clients.languages.certificate import EVERYTHING, MORE, Certificate, heard
from contract_tests.house.tree import CHECKOUT

DATA = CHECKOUT / "docs" / "compatibility.json"
PAGE = CHECKOUT / "docs" / "compatibility.md"

Row = dict[str, Any]


def page(certificate: Certificate) -> str:
    """Markdown, one table for each language."""
    return "\n".join([*_head(certificate), *_tables(certificate), *_unheard(certificate)]) + "\n"


def _head(certificate: Certificate) -> Iterator[str]:
    yield "# Compatibility"
    yield ""
    yield (
        "Published clients of RunPod, unmodified, against a real port of mock_runpod"
        f" {certificate['mock']} on {certificate['date']}. `make certify` runs them again and"
        " writes this page; nobody writes it by hand."
    )
    yield ""
    yield (
        "A number says how many tests showed it. The payloads of an Endpoint are made by Hypothesis"
        f" from the seed {certificate['seed']}; each fills its part of the 22 fields, and together"
        " they fill all. *Not offered*: the client has no such operation, against any server."
    )


def _tables(certificate: Certificate) -> Iterator[str]:
    rows = heard(certificate)
    for (language, package), each in groupby(rows, lambda row: (row["language"], row["package"])):
        yield from ("", f"## {language}: `{package}`", "")
        yield from _table(list(each), certificate["payloads"])


def _table(clients: list[Row], payloads: int) -> Iterator[str]:
    named = [_name(client) for client in clients]
    yield f"| | {' | '.join(named)} |"
    yield f"| --- |{' --- |' * len(clients)}"
    for what in _in_order(clients):
        count = f"{payloads} payloads" if what == "fields" else ""
        absent = "none" if what in MORE else "not offered"
        cells = (_cell(client["operations"].get(what), absent, count) for client in clients)
        yield f"| {MORE.get(what, f'`{what}`')} | {' | '.join(cells)} |"


def _name(client: Row) -> str:
    group = f"group {client['group']}" if client["group"] else ""
    return " ".join(filter(None, (client["version"], client["manner"], group)))


def _in_order(clients: Iterable[Row]) -> list[str]:
    """Operations in the order of the certificate, which is the same for all clients."""
    there = {what for client in clients for what in client["operations"]}
    return [what for what in EVERYTHING if what in there]


def _cell(cell: dict[str, int] | None, absent: str, count: str) -> str:
    if cell is None:
        return absent
    if not cell:
        return "**not tested**"
    passed, failed = cell["passed"], cell["failed"]
    return f"**{failed} of {passed + failed} failed**" if failed else f"passed ({count or passed})"


def _unheard(certificate: Certificate) -> Iterator[str]:
    rows = [row for row in certificate["clients"] if "notRun" in row]
    if rows:
        yield from ("", "## Not run", "")
    for row in rows:
        yield f"- {row['language']} `{row['package']}` {_name(row)}: {row['notRun']}"


def write(certificate: Certificate, to: Path = PAGE) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(page(certificate))
