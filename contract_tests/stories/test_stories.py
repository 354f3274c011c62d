"""Each .story is a conversation with the engine. `--rewrite` lets the engine write its lines.

Read the diff then: it is the law that changed. Ids get names in the order in which they appear, so
the text is stable. Every line of the engine is a moment, a thing, and the status it now has.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.engine.worlds import GPU, a_world, an_endpoint, later, now, submitted
from mock_runpod.engine import endpoints, faults, jobs, losses, market, workers
from mock_runpod.errors import RunPodError
from mock_runpod.model import (
    Changed,
    Dropped,
    Endpoint,
    Event,
    Fault,
    Job,
    ScalerType,
    Stock,
    Worker,
)

STORIES = sorted(Path(__file__).parent.glob("*.story"))


class Teller:
    def __init__(self) -> None:
        self.world, self.told, self.names = a_world(), 0, dict[str, str]()

    def tell(self, line: str) -> str:
        verb, *words = line.split()
        said = [json.loads(w) if w[0] in '{["0123456789' else w for w in words if "=" not in w]
        settings = {name: json.loads(value) for name, mark, value in map(_split, words) if mark}
        try:
            getattr(self, verb)(*said, **settings)
            now(self.world)
        except RunPodError as error:
            return f"{type(error).__name__}: {error.detail}\n"
        news, self.told = self.world.news_since(self.told), self.world.told
        return "".join(filter(None, map(self.sentence, news)))

    def sentence(self, event: Event) -> str:
        if not isinstance(event, Changed) or not isinstance(event.record, Worker | Job):
            return ""
        name = self.name(event.record)
        status = "is gone" if isinstance(event, Dropped) else event.record.status.value
        return f"{event.at:g} {name} {status}\n"

    def name(self, record: Worker | Job) -> str:
        kind = type(record).__name__.lower()
        count = 1 + sum(name.startswith(kind) for name in self.names.values())
        return self.names.setdefault(record.id, f"{kind}-{count}")

    def found(self, name: str) -> Job:
        return self.world.get(Job, self.id_of(name))

    def id_of(self, name: str) -> str:
        return next(id for id, known in self.names.items() if known == name)

    def endpoint(self, id: str, **spec: Any) -> None:
        if "scaler_type" in spec:
            spec["scaler_type"] = ScalerType(spec["scaler_type"])
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in spec.items()}
        self.names[id] = an_endpoint(self.world, **given).id

    def update(self, id: str, **changes: Any) -> None:
        endpoints.update(self.world, self.names[id], changes)

    def delete(self, id: str) -> None:
        endpoints.delete(self.world, self.names[id])

    def submit(self, id: str, input: Any = "hi") -> None:
        submitted(self.world, self.world.get(Endpoint, self.names[id]), input)

    def cancel(self, name: str) -> None:
        jobs.cancel(self.world, self.found(name))

    def retry(self, name: str) -> None:
        jobs.retry(self.world, self.found(name))

    def fault(self, kind: str, **rest: Any) -> None:
        faults.add(self.world, Fault(id=kind, kind=kind, **rest))

    def unfault(self, kind: str) -> None:
        faults.remove(self.world, kind)

    def harm(self, name: str, how: str) -> None:
        verb = workers.sicken if how == "sicken" else getattr(losses, how)
        verb(self.world, self.world.get(Worker, self.id_of(name)))

    def advance(self, seconds: float) -> None:
        later(self.world, seconds)

    def stock(self, _: str, left: int) -> None:
        id = market.stock_id(GPU, "EU-RO-1")
        stock = Stock(id=id, type_id=GPU, data_center_id="EU-RO-1", available=left)
        market.set_stock(self.world, stock)


def _split(word: str) -> tuple[str, str, str]:
    name, mark, value = word.partition("=")
    return name, mark, value


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_story(story: Path, pytestconfig: pytest.Config) -> None:
    teller = Teller()
    lines = [block.splitlines()[0] for block in story.read_text().strip().split("\n\n")]

    retold = "\n".join(f"{line}\n----\n{teller.tell(line)}" for line in lines)

    if pytestconfig.getoption("--rewrite"):
        story.write_text(retold)
    assert story.read_text() == retold
