"""The code blocks of a Markdown file, and for each the one way in which it is tried out."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from contract_tests.house.tree import CHECKOUT

README = CHECKOUT / "README.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Blocks that show what the block before them prints.
ANSWERS = frozenset({"json", "console"})
#: Commands that cannot be run as they stand: others of their kind are kept in a block of their own.
APART = ("make", "docker", "mock-runpod serve", "mock-runpod worker run")
#: What only a worker of one's own can answer: its endpoint, or its world.
OWN = ("/v2/greeter/", "rpa_mock_shell")


@dataclass(frozen=True, slots=True)
class Block:
    language: str
    text: str
    line: int
    answer: str | None = None

    def __str__(self) -> str:
        return f"line {self.line}"

    @property
    def file(self) -> str | None:
        """The name of the file a block is meant to be: a comment in its first line."""
        named = re.match(r"# ([\w.-]+\.\w+)\n", self.text)
        return named[1] if named else None

    @property
    def commands(self) -> list[list[str]]:
        """The command lines of a shell block, in words."""
        lines = self.text.replace("\\\n", " ").splitlines()
        split = (shlex.split(line, comments=True) for line in lines)
        return [words for words in split if words]

    @property
    def way(self) -> str:
        """How it is tried out: its language, but for commands that cannot be run as they stand."""
        if self.language == "python" and (self.file or "").startswith("test_"):
            return "pytest"
        if self.file in ("handler.py", "worker.sh"):
            return "worker"
        if self.language == "sh" and any(own in self.text for own in OWN):
            return "beside a worker"
        if self.language != "sh":
            return self.language
        kinds = {kind_of(words) for words in self.commands}
        return kinds.pop() if len(kinds) == 1 else f"a mixture of {', '.join(sorted(kinds))}"


def kind_of(words: list[str]) -> str:
    said = " ".join(words) + " "
    return next((kind for kind in APART if said.startswith(f"{kind} ")), "sh")


def read(markdown: str) -> Iterator[Block]:
    """Every block in order; an answer is given to the block it belongs to."""
    found = [
        Block(match[1], match[2], markdown.count("\n", 0, match.start()) + 1)
        for match in FENCE.finditer(markdown)
    ]
    for block, after in zip(found, [*found[1:], None], strict=True):
        if block.language not in ANSWERS:
            answer = after.text if after and after.language in ANSWERS else None
            yield Block(block.language, block.text, block.line, answer)


def fits(answer: str, printed: str) -> bool:
    """Whether this was printed. `...` stands for what differs; blanks and line ends are alike."""
    words = (".*?".join(map(re.escape, word.split("..."))) for word in answer.split())
    return bool(re.fullmatch(r"\s*" + r"\s*".join(words) + r"\s*", printed, re.DOTALL))
