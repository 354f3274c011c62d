"""What workers answer, written in a data file; and what cannot be meant, by line and field."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.porch.conftest import Refused
from mock_runpod import create_app

WORLD = """
[[templates]]
id = "t1"
name = "t1"
imageName = "image"
isServerless = true

[[endpoints]]
id = "e1"
templateId = "t1"
coldStart = 30

[endpoints.behaviour]
execution = { uniform = [3, 3] }
"""
RULES = """
output = "otherwise"

[[endpoints.behaviour.rules]]
when = { subset = { prompt = "a cat" } }
sequence = [{ error = "not yet" }, { output = "meow", execution = 7 }]

[[endpoints.behaviour.rules]]
when = { pointer = "/prompt", matches = "dog" }
answer = { output = "woof" }
"""


async def answered(world: Path, *inputs: Any) -> list[dict[str, Any]]:
    app = create_app(clock="auto", profile="instant", data=str(world))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1",
        headers={"Authorization": "Bearer rpa_mock_file"},
    ) as http:
        sent = [await http.post("/v2/e1/runsync", json={"input": input}) for input in inputs]
    await app.worlds.close()
    return [answer.raise_for_status().json() for answer in sent]


@pytest.mark.anyio
async def test_a_data_file_says_what_workers_answer(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text(WORLD + RULES)
    prompts = ("a cat", "a cat", "a dog", "a cow")

    stories = await answered(tmp_path / "w.toml", *({"prompt": each} for each in prompts))

    told = [each.get("error", each.get("output")) for each in stories]
    assert told == ["not yet", "meow", "woof", "otherwise"]
    assert [each["executionTime"] for each in stories] == [3000, 7000, 3000, 3000]
    assert stories[0]["delayTime"] == 30_000


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("chunkS = -1", "line 15, endpoints.0.behaviour.chunkS: -1 s: it must be at least 0"),
        ("concurrency = 0", "line 15, endpoints.0.behaviour.concurrency: Input should be"),
        ("outptu = 1", "line 15, endpoints.0.behaviour.outptu: there is no such field; did you m"),
        (
            "\n[[endpoints.behaviour.rules]]\nanswer = {}\n\n[[endpoints.behaviour.rules]]\n"
            'when = { pointer = "/a" }\nanswer = {}',
            "line 19, endpoints.0.behaviour.rules.1: can never match: rule 0 before it takes every",
        ),
        (
            "\n[[endpoints.behaviour.rules]]\nanswer = {}\n"
            'when = { subset = { a = 1 }, pointer = "/a", equals = 2 }',
            "line 16, endpoints.0.behaviour.rules.0: can never match: /a should be 1, and /a shou",
        ),
        (
            '\n[[endpoints.behaviour.rules]]\nanswer = {}\nwhen = { pointer = "a" }',
            "line 18, endpoints.0.behaviour.rules.0.when.0.pointer: 'a' is no JSON pointer",
        ),
        (
            "\n[[endpoints.behaviour.rules]]\nsequence = [\n  { output = 1 },\n"
            "  { output = 2, execution = { normal = 3 } },\n]",
            "line 17, endpoints.0.behaviour.rules.0.sequence.1.execution: must be seconds, or",
        ),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_line(
    refused: Refused, tmp_path: Path, more: str, complaint: str
) -> None:
    (tmp_path / "w.toml").write_text(WORLD + more)

    (line,) = refused("--data", "w.toml")

    assert line.startswith("w.toml, " + complaint)
