"""The ``tilebuild`` command: one module a sub-command, loaded only when it is called."""

import importlib
import signal
import sys
from types import FrameType
from typing import Any

import click

from tilebuild import __version__
from tilebuild.errors import EXIT_REQUEST, EXIT_STOPPED, EXIT_UNAVAILABLE, TilebuildError

COMMANDS = {
    "run": "Build the tiles of a region on this machine, end to end.",
    "drop": "Drop a request file into the inbox: what is in its area is built again.",
    "prepare": "Note in a database of your own which rows low zooms show, so that their jobs read no others.",
    "verify": "Open everything that a run owed and name what is missing or broken.",
    "tile": "Print what is in a tile.",
    "runs": "List the runs whose tiles can be served and exported.",
    "serve": "Serve tiles and a map that shows them.",
    "export": "Write a run's tiles into one PMTiles or MBTiles archive.",
    "sample": "Make an OSM extract of an imaginary region to try things on.",
    "rawr": "Job: write the RAWR tiles of a zoom-7 tile from PostgreSQL.",
    "high": "Job: write the metatiles of zoom 10 and up of a tile from RAWR tiles.",
    "low": "Job: write the metatiles of zoom 0 to 9 at a tile from PostGIS.",
}
"""Name -> what it does, in the order of the help text; the module of the same name holds a ``command``."""


class LazyGroup(click.Group):
    """A group that imports a sub-command's module when it is called, so that ``--help`` is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, without importing anything."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"tilebuild.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by the table above."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tilebuild")
def group() -> None:
    """OpenStreetMap in PostGIS to vector tiles: one state machine, on AWS or on this machine."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command and end the process with its exit code; a signal to end it is heeded as Ctrl-C is.

    Not the end of a terminal if that is ignored already: who begins a command by nohup wants it to outlive that.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)
    sys.exit(run(arguments))


def _interrupt(number: int, frame: FrameType | None) -> None:
    """What a command has open (jobs, a database server) is closed on the way out."""
    del frame
    raise KeyboardInterrupt(signal.Signals(number).name)


def run(arguments: list[str] | None = None) -> int:
    """Run a command; its exit code. Errors become one sentence on stderr."""
    try:
        outcome: Any = group.main(arguments, prog_name="tilebuild", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return EXIT_REQUEST
    except click.ClickException as error:
        context: click.Context | None = getattr(error, "ctx", None)
        hint = f"\n{context.get_usage()}\nHelp: {context.command_path} --help" if context else ""
        click.echo(f"error: {error.format_message()}{hint}", err=True)
        return EXIT_REQUEST
    except TilebuildError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {place}{error.strerror or error}", err=True)
        return EXIT_REQUEST if isinstance(error, PermissionError) else EXIT_UNAVAILABLE
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped", err=True)
        return EXIT_STOPPED
    return outcome if isinstance(outcome, int) else 0
