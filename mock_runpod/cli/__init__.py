"""The command line. What a command needs is imported when it is asked for, so that `--help` is
quick, and so is every command.
"""

from importlib import import_module

import click

from mock_runpod import __version__

#: Section → command → its room, what it is called there, and what `--help` says of it.
SECTIONS = {
    "The server": {
        "serve": ("serving", "serve", "Serve simulated RunPods, one for each API key."),
        "env": ("showing", "env", "Print the variables that send every known client to the mock."),
        "doctor": ("doctor", "doctor", "Tell which clients would reach the mock from here."),
        "health": ("asking", "health", "Ask a running server whether it is alive."),
        "get": ("getting", "get", "Print what a fresh mock answers to one GET."),
        "routes": ("showing", "routes", "Print every address, and the file that answers it."),
        "version": ("showing", "version", "Print the version."),
    },
    "The world of a running server": {
        "state": ("worlds", "state", "Print what there is in a world."),
        "reset": ("worlds", "reset", "Put a world back to its beginning."),
        "settings": ("worlds", "settings", "Print the settings of a world, or change some."),
        "clock": ("clock", "clock", "Read the clock of a world, and move it."),
        "world": ("worlds", "world", "List, make, copy, rewind and drop worlds."),
        "snapshot": ("snapshots", "snapshot", "Keep a world as it is, and go back to it."),
    },
    "What is in it": {
        "endpoint": ("endpoints", "endpoint", "Make endpoints, and say what workers answer."),
        "job": ("jobs", "job", "Look at jobs, and take the place of their worker."),
        "wait": ("waiting", "wait", "Wait until a job has a status."),
        "worker": ("workers", "worker", "Run your own handler, and look at workers."),
        "market": ("market", "market", "Say what can be rented, and where."),
        "faults": ("faults", "faults", "Let things go wrong."),
    },
    "What happened": {
        "logs": ("logs", "logs", "Print what workers printed."),
        "events": ("events", "events", "Print what happened in a world."),
        "requests": ("requests", "requests", "Print what came over the wire."),
        "near-misses": ("requests", "near_misses", "Print requests for what is not there."),
        "leaks": ("costs", "leaks", "Print what was left running, with monthly prices."),
        "spent": ("costs", "spent", "Print what the workers of a world have cost."),
    },
    "How true it is": {
        "fidelity": ("fidelity", "fidelity", "Print how the behaviour of the mock is known."),
        "certify": ("certify", "certify", "Run real clients in four languages against the mock."),
        "drift": ("drift", "drift", "Compare a published OpenAPI document with ours."),
    },
}
COMMANDS = {name: row for section in SECTIONS.values() for name, row in section.items()}


class Directory(click.Group):
    """Knows where each command is, and opens its room when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        room, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"mock_runpod.cli.{room}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS:
            from mock_runpod.cli.hand import did_you_mean  # only for those who mistyped

            ctx.fail(f"there is no command {args[0]!r}{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, rows in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name, says) for name, (_, _, says) in rows.items()])


@click.command(
    cls=Directory,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="mock-runpod")
def main() -> None:
    """A RunPod on your own machine, for developing and testing against.

    \b
    mock-runpod serve --data demo          a server with something to talk to
    eval "$(mock-runpod env)"              send every known client there
    mock-runpod serve --clock auto         time skips instead of passing

    \b
    mock-runpod worker run handler.py --endpoint sdxl      your own handler takes its jobs

    \b
    mock-runpod endpoint put sdxl          an endpoint of your own
    mock-runpod clock advance 10m          let time pass
    mock-runpod faults add worker.oom      let something go wrong
    """
