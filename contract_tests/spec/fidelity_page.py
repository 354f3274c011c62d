"""The page `docs/fidelity.md`: how everything is known, and which tests pin it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from mock_runpod import fidelity, fixtures
from mock_runpod.fidelity import KINDS, Row

#: Rules to files to tests.
Pinned = dict[str, dict[str, list[str]]]

HEAD = """# How we know

Every answer of this mock rests on numbered rules, and every rule is known in one of four ways. Here
are all operations, all fields of an Endpoint and all rules, each with how it is known and the tests
that pin it. `GET /__mock/fidelity` and `mock-runpod fidelity --json` tell the same as data. An
answer that rests on an inference has the header `X-Mock-Fidelity: inferred`, unless
`fidelity_header` is off.

`python -m contract_tests.spec.fidelity` writes this page from `fixtures/fidelity/` and from the
marks of the tests; change it there."""
OPERATIONS = """## Operations

A number is the status of an answer; it is in *italics* when any part of that answer is inferred."""
FIELDS = """## Fields of an Endpoint

The 22 fields that clients read, two more of the published document, and two that only the live
service sends."""
RULES = """## Rules

The first word says how a rule is known; what is told otherwise as well follows. Rules of what this
mock does not serve yet say so, and need no test."""
DISAGREEMENTS = """## Where clients, documents and this mock disagree

What a client or a document says, what this mock does, and the rules it goes by."""


def page(pinned: Pinned) -> str:
    parts = [HEAD, *_kinds(), OPERATIONS, *_operations(pinned), FIELDS, _fields(pinned)]
    parts += [RULES, *_rules(pinned), DISAGREEMENTS, *_disagreements()]
    return "\n\n".join(parts) + "\n"


def _kinds() -> Iterator[str]:
    served = [row for row in fidelity.rules().values() if "awaits" not in row]
    count = Counter(row["known"] for row in served)
    rows = [(f"**{kind}**", says, str(count[kind])) for kind, says in KINDS.items()]
    yield _table(("Known", "That is", "Rules"), rows)
    waiting = len(fidelity.rules()) - len(served)
    yield f"Another {waiting} rules are about APIs that this mock does not serve yet."


def _operations(pinned: Pinned) -> Iterator[str]:
    head = ("Operation", "Known", "Answers", "Rules", "Tests")
    for name, api in fidelity.apis().items():
        yield f"### {api['title']}"
        rows = [
            (
                f"`{row['method']} {row['path']}`",
                ", ".join(fidelity.known_of(row)),
                _answers(row["answers"]),
                _links(row["rules"]),
                _tests(pinned, fidelity.rules_of(row)),
            )
            for row in fidelity.operations()
            if row["api"] == name
        ]
        yield _table(head, rows)
        yield f"Answers of all of them, where nothing else is said: {_told(api['answers'])}."
        yield f"Answers of other addresses: {_told(api['elsewhere'])}."


def _answers(answers: Row) -> str:
    return " ".join(_status(*each) for each in answers.items())


def _told(answers: Row) -> str:
    return "; ".join(
        f"{_status(*each)} {', '.join(each[1]['known'])} {_links(each[1]['rules'])}".rstrip()
        for each in answers.items()
    )


def _status(status: str, answer: Row) -> str:
    return f"*{status}*" if fidelity.INFERRED in answer["known"] else status


def _fields(pinned: Pinned) -> str:
    rows = [
        (
            f"`{name}`",
            ", ".join(row["known"]),
            row.get("note", ""),
            _links(row["rules"]),
            _tests(pinned, row["rules"]),
        )
        for name, row in fidelity.fields().items()
    ]
    return _table(("Field", "Known", "Remark", "Rules", "Tests"), rows)


def _rules(pinned: Pinned) -> Iterator[str]:
    for section in fixtures.read("fidelity/rules.json")["sections"]:
        yield f"### {section['title']}"
        rows = [row for row in fidelity.rules().values() if row["section"] == section["id"]]
        yield "\n".join(f"- {_rule(row, pinned.get(row['id'], {}))}" for row in rows)


def _rule(row: Row, tests: dict[str, list[str]]) -> str:
    """One rule as a line, with its tests folded away."""
    known = row["known"] + "".join(f", also {each}" for each in row.get("also", ()))
    id, title, says = row["id"], row["title"], row["says"]
    said = f'<a id="{id.lower()}"></a>**{id}** {title}. {says} *{known}*'
    if "awaits" in row:
        said += f" (not served yet: {row['awaits']})"
    if "by" in row:
        said += f" (pinned by {_links(row['by'])}: {row['why']})"
    return f"{said} {_folded(tests)}" if tests else said


def _tests(pinned: Pinned, rules: Iterable[str]) -> str:
    """Files with how many of their tests, for all of these rules together."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        for path, names in pinned.get(rule, {}).items():
            found.setdefault(path, set()).update(names)
    count = sum(map(len, found.values()))
    files = "<br>".join(f"{_short(path)} {len(names)}" for path, names in sorted(found.items()))
    return f"<details><summary>{count}</summary>{files}</details>" if count else "none"


def _folded(tests: dict[str, list[str]]) -> str:
    count = sum(map(len, tests.values()))
    noun = "test" if count == 1 else "tests"
    files = "<br>".join(
        f"{_link(path)}: {', '.join(map(_code, names))}" for path, names in tests.items()
    )
    return f"<details><summary>{count} {noun}</summary>{files}</details>"


def _disagreements() -> Iterator[str]:
    rows = [
        (row["about"], row["client"], row["says"], row["mock"], _links(row["rules"]))
        for row in fidelity.disagreements()
    ]
    yield _table(("About", "Who", "Says", "This mock", "Rules"), rows)


def _link(path: str) -> str:
    return f'<a href="../{path}">{_short(path)}</a>'


def _short(path: str) -> str:
    return path.removeprefix("contract_tests/")


def _code(name: str) -> str:
    return f"<code>{name}</code>"


def _links(rules: Iterable[str]) -> str:
    return " ".join(f"[{rule}](#{rule.lower()})" for rule in rules)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)
