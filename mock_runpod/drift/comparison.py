"""What is different between two documents, fact by fact."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mock_runpod.drift.differences import (
    ADDED,
    CHANGED,
    JSON,
    REMOVED,
    UNSAID,
    Difference,
    Differences,
    canonical,
    difference,
    step,
)
from mock_runpod.drift.pointers import Facts
from mock_runpod.drift.reduction import STYLES

__all__ = ["ADDED", "CHANGED", "REMOVED", "Finding", "findings"]

#: What a parameter or header says beside its shape.
BESIDE = ("required", "deprecated", "style", "explode", "media")
HEADLESS = {"name", "in", "on", "shape"}


@dataclass(frozen=True)
class Finding:
    """`group` is the operation, `schema NAME` or `document`; `where` begins with it."""

    group: str
    place: str
    told: Difference

    @property
    def kind(self) -> str:
        return self.told.kind

    @property
    def where(self) -> str:
        return " ".join(filter(None, (self.group, self.place, self.told.path)))


def findings(ours: Facts, theirs: Facts) -> list[Finding]:
    """Always in the same order: the document, its operations, its schemas."""
    return list(Comparison(ours, theirs).findings())


class Comparison:
    def __init__(self, ours: Facts, theirs: Facts) -> None:
        self.ours, self.theirs = ours, theirs
        self.shapes = Differences(ours["schemas"], theirs["schemas"])
        old, new = self._travels(ours, True), self._travels(theirs, False)
        #: Schemas that all bodies send otherwise than before: told once.
        self.moved = {
            name: (*old[name], *new[name])
            for name in old.keys() & new.keys()
            if sum(old[name].values()) > 1 and len(old[name]) == len(new[name]) == 1
        }

    def findings(self) -> Iterator[Finding]:
        for told in self._doors():
            yield Finding("document", "", told)
        for before, after in _matched(self.ours["operations"], self.theirs["operations"]):
            group = "{method} {path}".format(**(before or after or {}))
            if before and after:
                for place, told in self._operation(before, after):
                    yield Finding(group, place, told)
            else:
                yield from (Finding(group, "", told) for told in difference("", before, after))
        for name, told in self._schemas():
            yield Finding(f"schema {name}", "", told)

    def _doors(self) -> Iterator[Difference]:
        yield from _each("servers", self.ours, self.theirs)
        yield from _each("security", self.ours, self.theirs)
        old, new = self.ours.get("schemes", {}), self.theirs.get("schemes", {})
        for name in sorted(old.keys() | new.keys()):
            yield from difference(f"securitySchemes.{name}", old.get(name), new.get(name))

    def _schemas(self) -> Iterator[tuple[str, Difference]]:
        """A name that only one side has for what both say is no difference."""
        old, new = self.ours["schemas"], self.theirs["schemas"]
        shared = old.keys() & new.keys()
        found = {name: list(self.shapes.between(old[name], new[name])) for name in sorted(shared)}
        known = shared | self.shapes.inlined | self.shapes.extracted
        for name in sorted(old.keys() | new.keys()):
            lone = difference("", old.get(name), new.get(name))
            for told in found.get(name, () if name in known else lone):
                if told.path != "media":  # that of a body is told with the body
                    yield name, told
            for told in difference("media", *self.moved.get(name, (None, None))):
                yield name, told

    def _operation(self, before: Facts, after: Facts) -> Iterator[tuple[str, Difference]]:
        for told in self._admission(before, after):
            yield "", told
        yield from self._parameters(before, after)
        if "request" in before and "request" in after:
            needed = "optional" not in before, "optional" not in after
            for told in difference("required", *needed):
                yield "request", told
            yield from self._bodies(before, after, "request", "request")
        elif "request" in before or "request" in after:
            sides = [
                self._contents(each, "request", mine) if "request" in each else None
                for each, mine in _both(before, after)
            ]
            for told in difference("", *sides):
                yield "request", told
        yield from self._answers(before, after)

    def _admission(self, before: Facts, after: Facts) -> Iterator[Difference]:
        yield from difference("path", before["path"], after["path"])
        yield from difference("deprecated", "deprecated" in before, "deprecated" in after)
        yield from _each("servers", before, after)
        if not {"open", "security"} & (before.keys() | after.keys()):
            return  # as the document says
        needed = []
        for facts, document in ((before, self.ours), (after, self.theirs)):
            said = facts.get("security") or document.get("security") or []
            needed.append([] if "open" in facts else sorted(said, key=canonical))
        yield from difference("security", *needed)

    def _parameters(self, before: Facts, after: Facts) -> Iterator[tuple[str, Difference]]:
        old, new = _keyed(before), _keyed(after)
        for key in dict.fromkeys([*old, *new]):
            was, now = old.get(key), new.get(key)
            there = was or now or {}
            if was and now:
                for told in self._valued(there["name"], was, now):
                    yield there["in"], told
            else:
                for told in difference(there["name"], was, now):
                    yield there["in"], told

    def _valued(self, name: str, before: Facts, after: Facts) -> Iterator[Difference]:
        """A parameter or header: what it says, and what its value is."""
        for key in (each for each in BESIDE if each in before or each in after):
            yield from difference(step(name, key), _said(before, key), _said(after, key))
        yield from self.shapes.between(_shape(before), _shape(after), name)

    def _answers(self, before: Facts, after: Facts) -> Iterator[tuple[str, Difference]]:
        old, new = before["answers"], after["answers"]
        headers = _headers(before), _headers(after)
        for status in sorted(old.keys() | new.keys()):
            place = f"answer {status}"
            if status in old and status in new:
                yield from self._bodies(before, after, status, place)
                for name in sorted(headers[0].get(status, {}) | headers[1].get(status, {})):
                    rows = (each.get(status, {}).get(name) for each in headers)
                    for told in self._header(*rows):
                        yield f"{place} header", told
                continue
            sides = [
                self._contents(facts, status, mine) if status in facts["answers"] else None
                for facts, mine in _both(before, after)
            ]
            for told in difference("", *sides):
                yield place, told

    def _header(self, before: Facts | None, after: Facts | None) -> Iterator[Difference]:
        name = (before or after or {})["name"]
        if before and after:
            yield from self._valued(name, before, after)
        else:
            yield from difference(name, *(each and _shape(each) for each in (before, after)))

    def _bodies(
        self, before: Facts, after: Facts, slot: str, place: str
    ) -> Iterator[tuple[str, Difference]]:
        old, new = self._contents(before, slot, True), self._contents(after, slot, False)
        gone, come = [m for m in old if m not in new], [m for m in new if m not in old]
        pairs = [(media, media) for media in old if media in new]
        if len(gone) == len(come) == 1:
            pairs.append((gone.pop(), come.pop()))
        for was, now in pairs:
            sent = old[was].get("ref") if old[was] == new[now] else None
            if (was, now) != self.moved.get(sent or ""):
                for told in difference("media", was, now):
                    yield place, told
            for told in self.shapes.between(old[was], new[now]):
                yield place, told
        for media in (*gone, *come):
            for told in difference(media, old.get(media), new.get(media)):
                yield place, told

    def _travels(self, document: Facts, mine: bool) -> dict[str, Counter[str]]:
        """As what each schema is sent that is a body by its name alone."""
        found: dict[str, Counter[str]] = {}
        for each in document["operations"]:
            for slot in (*(["request"] if "request" in each else []), *each["answers"]):
                for media, shape in self._contents(each, slot, mine).items():
                    if shape.keys() == {"ref"}:
                        found.setdefault(shape["ref"], Counter())[media] += 1
        return found

    def _contents(self, facts: Facts, slot: str, mine: bool) -> dict[str, Facts]:
        """What is sent, by media type."""
        schemas = (self.ours if mine else self.theirs)["schemas"]
        body = facts["request"] if slot == "request" else facts["answers"][slot]
        bodies = [] if body is None else [body]
        found = {}
        for each in (*bodies, *facts.get("also", {}).get(slot, {}).values()):
            shape = {"ref": each} if isinstance(each, str) else dict(each)
            usual = schemas[each].get("media", JSON) if isinstance(each, str) else JSON
            found[shape.pop("media", usual)] = shape
        return found


def _both(before: Facts, after: Facts) -> Iterator[tuple[Facts, bool]]:
    yield before, True
    yield after, False


def _matched(ours: list[Facts], theirs: list[Facts]) -> Iterator[tuple[Facts | None, Facts | None]]:
    """By method and path; a parameter of the path may have another name."""
    left = {(each["method"], each["path"]): each for each in theirs}
    exact = [left.pop((each["method"], each["path"]), None) for each in ours]
    for before, after in zip(ours, exact, strict=True):
        near = (
            k for k in left if k[0] == before["method"] and _bare(k[1]) == _bare(before["path"])
        )
        yield before, after or left.pop(next(near, ("", "")), None)
    for after in left.values():
        yield None, after


def _bare(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path)


def _keyed(facts: Facts) -> dict[tuple[str, Any], Facts]:
    """Parameters as the wire knows them: those of the path have no name there."""
    names = re.findall(r"{([^}]*)}", facts["path"])
    found = {}
    for each in facts.get("parameters", ()):
        name: Any = each["name"].lower() if each["in"] == "header" else each["name"]
        if each["in"] == "path" and name in names:
            name = names.index(name)
        found[each["in"], name] = each
    return found


def _said(facts: Facts, key: str) -> Any:
    style = facts.get("style", STYLES.get(facts.get("in", "header")))
    unsaid = {"style": style, "explode": style == "form", "media": None}
    return facts.get(key, unsaid.get(key, UNSAID.get(key)))


def _shape(facts: Facts) -> Facts:
    if "shape" in facts:
        shape: Facts = facts["shape"]
        return shape
    return {k: value for k, value in facts.items() if k not in HEADLESS and k not in BESIDE}


def _headers(facts: Facts) -> dict[str, dict[str, Facts]]:
    """By status and name, which has no case."""
    found: dict[str, dict[str, Facts]] = {}
    for row in facts.get("headers", ()):
        for status in row["on"]:
            found.setdefault(status, {})[row["name"].lower()] = row
    return found


def _each(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """What one list has and the other has not."""
    old, new = before.get(key, []), after.get(key, [])
    texts = [canonical(each) for each in old], [canonical(each) for each in new]
    for each in old:
        if canonical(each) not in texts[1]:
            yield from difference(key, each, None)
    for each in new:
        if canonical(each) not in texts[0]:
            yield from difference(key, None, each)
