"""Parts of the README that are said elsewhere already: options, faults, addresses, example tests.

`python -m contract_tests.examples.parts` writes them there, between `<!-- made from X -->` and
`<!-- end -->`.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from contract_tests.examples import options_table
from contract_tests.examples.blocks import README
from mock_runpod.app import DOORS
from mock_runpod.runtime.faults.rows import KINDS, FaultRow
from mock_runpod.runtime.faults.words import ready_made

TESTS = Path(__file__).parent / "tests"
PART = re.compile(r"(<!-- made from (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)
#: What a table of faults need not repeat: every fault takes these.
EVERY = {"fault", *FaultRow.model_fields}


def faults() -> Iterator[str]:
    yield from ("| Fault | What goes wrong | Says | Aims at |", "| --- | --- | --- | --- |")
    for name, row in KINDS.items():
        fields = {n: f for n, f in row.model_fields.items() if n not in EVERY}
        aims = [f"`{name}`" for name in fields if name in AIMED]
        says = [f"`{name}`" for name in fields if name not in AIMED]
        cells = (f"`{name}`", _sentence(row.__doc__), ", ".join(says), ", ".join(aims))
        yield "| " + " | ".join(cells) + " |"


AIMED = ("on", "endpoint", "job", "worker", "user_agent", "when", "younger_s", "gpu", "datacenter")


def ready_made_faults() -> Iterator[str]:
    yield from ("| Fault | What goes wrong |", "| --- | --- |")
    for name, row in ready_made().items():
        yield f"| `{name}` | {row['says']} |"


def control_api() -> Iterator[str]:
    yield from ("| Address | What it does |", "| --- | --- |")
    for route in DOORS["__mock"].dialect.routes:
        yield f"| `{route.method} /__mock{route.path}` | {_sentence(route.handler.__doc__)} |"


def _sentence(doc: str | None) -> str:
    """The first paragraph, as one line of a table."""
    return " ".join((doc or "").strip().partition("\n\n")[0].split()).replace("|", "\\|")


def example(name: str) -> str:
    text = (TESTS / name).read_text(encoding="utf-8")
    language = "sh" if name.endswith(".sh") else "python"
    return f"\n```{language}\n# {name}\n{text}```\n\n"


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "the kinds of faults": faults,
    "the ready-made faults": ready_made_faults,
    "the control API": control_api,
}


def part(name: str) -> str:
    if name == "settings.py":
        return options_table.table()
    if name in TABLES:
        return "\n" + "\n".join(TABLES[name]()) + "\n\n"
    return example(name)


def written(readme: str) -> str:
    """The README with its parts as they should be."""
    return PART.sub(lambda found: found[1] + part(found[2]) + found[3], readme)


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
