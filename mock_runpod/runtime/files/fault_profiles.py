"""Profiles of faults: several of them at once, by a ready-made name or in a file."""

from typing import Any

from mock_runpod.errors import Invalid
from mock_runpod.runtime.faults import specs
from mock_runpod.runtime.files.reading import DataFile, FileText, Source, opened
from mock_runpod.runtime.files.rows import WorldFile

SPELLED = (
    'a profile goes alone, and by its name: {"profile": "flaky"}, or as the text of a file: '
    '{"profile": {"file": "mine.toml", "text": "..."}}'
)


def load_faults(said: Source, *, sent: bool = False) -> DataFile[WorldFile]:
    """Raises Invalid."""
    return opened(said, "faults", WorldFile, sent=sent)


def is_profile(said: Any) -> bool:
    return isinstance(said, dict) and "profile" in said


def written_out(said: Any, *, sent: bool = True) -> list[Any]:
    """Faults, with those of the profiles that are named among them. Raises Invalid."""
    every = said if isinstance(said, list) else [said]
    return [spec for each in every for spec in _those_of(each, sent)]


def _those_of(said: Any, sent: bool) -> list[Any]:
    if not (isinstance(said, str) or is_profile(said)):
        return [said]
    profile = load_faults(_source(said), sent=sent)
    found = profile.content.faults
    if not found or any(isinstance(spec, str) or is_profile(spec) for spec in found):
        must = "a profile must have faults of its own, and name no other"
        raise profile.complaint(("faults",), must)
    for number, spec in enumerate(found):
        try:
            specs.read(spec)
        except Invalid as error:
            raise profile.complaint(("faults", number), error.detail) from None
    return list(found)


def _source(said: Any) -> Source:
    match said:
        case str():
            return said
        case {"profile": str(name), **more} if not more:
            return name
        case {"profile": {"file": str(file), "text": str(text), **less}, **more}:
            if not less and not more:
                return FileText(file, text)
    raise Invalid(SPELLED)
