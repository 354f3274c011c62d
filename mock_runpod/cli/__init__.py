"""The command line. What a command needs is imported when it runs, so that `--help` is quick."""

import click

from mock_runpod import __version__
from mock_runpod.cli.asking import health
from mock_runpod.cli.serving import serve
from mock_runpod.cli.showing import env, routes, version


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mock-runpod")
def main() -> None:
    """A RunPod on your own machine, for developing and testing against.

    \b
    mock-runpod serve --data demo          a server with something to talk to
    eval "$(mock-runpod env)"              send every known client there
    mock-runpod serve --clock auto         time skips instead of passing
    """


for command in (serve, env, routes, health, version):
    main.add_command(command)
