"""`make bench`: our server against references started in the same run."""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from contract_tests.bench import report
from contract_tests.bench.cases import CASES
from contract_tests.bench.rows import Row
from contract_tests.bench.stage import QUICK, Scale, Stage

EPILOG = "Cases:\n\n\b\n" + "\n".join(
    f"{name:<16} {(case.__doc__ or '').strip()}" for name, case in CASES.items()
)


class Progress:
    """One line that says what is being done, where somebody looks; notes stay."""

    def __init__(self) -> None:
        self.doing = ""
        self._live = sys.stderr.isatty()

    def begin(self, doing: str) -> None:
        self.doing = doing
        self.say("")

    def say(self, what: str) -> None:
        if self._live:
            print(f"\r\033[K{self.doing} {what}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


@click.command(epilog=EPILOG, context_settings={"max_content_width": 110})
@click.option("--quick", is_flag=True, help="Tiny counts: shows that it runs, measures nothing.")
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    type=click.Choice(list(CASES)),
    help="One case; can be given several times.",
)
@click.option("--repeats", type=click.IntRange(1, 50), help="Bursts of each contender (5).")
@click.option("--seconds", type=click.FloatRange(0.01, 60), help="Length of a burst (1).")
@click.option(
    "--json",
    "file",
    default="build/bench.json",
    show_default=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the figures go.",
)
def main(
    quick: bool, only: tuple[str, ...], repeats: int | None, seconds: float | None, file: Path
) -> None:
    """Measure our server and the references it is judged by, in turn, in one run.

    A figure is the median of several bursts, with the least and the greatest beside it. Only ratios
    (unit x) mean something from one machine or day to another; the goal stands in the same line,
    and SHORT where it was missed. CPU is the server process's own time for a request, the steadiest
    figure there is. Everything runs on 127.0.0.1, the load on one core and the servers on another
    where there are two. All of it takes several minutes; on a noisy machine give it more
    --repeats, not longer --seconds.
    """
    scale = QUICK if quick else Scale()
    scale = replace(scale, repeats=repeats or scale.repeats, seconds=seconds or scale.seconds)
    progress = Progress()
    with Stage(scale, progress.say) as stage:
        rows = measure(stage, progress, only or tuple(CASES))
    report.write(file, rows, scale, stage.notes)
    click.echo("\n".join([*stage.notes, report.summary(rows), f"figures: {file}"]))


def measure(stage: Stage, progress: Progress, names: Sequence[str]) -> list[Row]:
    """Case by case, each told as soon as it is done."""
    rows: list[Row] = []
    click.echo(report.head())
    for n, name in enumerate(names, 1):
        began, case = time.monotonic(), CASES[name]
        progress.begin(f"[{n}/{len(names)}] {name}:")
        found = [replace(row, case=name) for row in case(stage)]
        progress.clear()
        said = f"{(case.__doc__ or '').strip()} ({time.monotonic() - began:.0f} s)"
        click.echo(report.table(name, said, found))
        rows += found
    return rows


if __name__ == "__main__":
    main()
