"""Options that several commands share, and the types of their values."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from mercantile import Tile

from tilebuild.errors import RequestError
from tilebuild.grid import check_bbox, parse_tile

Command = TypeVar("Command", bound=Callable[..., Any])

if TYPE_CHECKING:  # generic to a type checker alone: older releases of click have no subscript
    TileParameter = click.ParamType[Tile]
    BboxParameter = click.ParamType[tuple[float, float, float, float]]
else:
    TileParameter = BboxParameter = click.ParamType

DEFAULT_HOME = Path(".tilebuild")


class TileType(TileParameter):
    """A tile as z/x/y."""

    name = "z/x/y"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The tile, or click's own error."""
        try:
            return parse_tile(value)
        except RequestError as error:
            self.fail(str(error), param, ctx)


class BboxType(BboxParameter):
    """A bbox as W,S,E,N in degrees."""

    name = "W,S,E,N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Four numbers, or click's own error."""
        if isinstance(value, tuple):
            return value
        try:
            west, south, east, north = (float(part) for part in value.split(","))
            check_bbox(west, south, east, north)
        except ValueError:
            self.fail(f"{value!r} is not four numbers: write west,south,east,north in degrees", param, ctx)
        except RequestError as error:
            self.fail(str(error), param, ctx)
        return west, south, east, north


def home_option(command: Command) -> Command:
    """``--home DIR``: where everything of one machine lives."""
    return click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        default=DEFAULT_HOME,
        show_default=True,
        envvar="TILEBUILD_HOME",
        show_envvar=True,
        help="Directory in which everything lives: database, buckets, journal, logs.",
    )(command)


def dsn_option(command: Command) -> Command:
    """``--dsn``: a database of the user's; as a variable, its password is not seen in the list of processes."""
    return click.option(
        "--dsn",
        envvar="TILEBUILD_DSN",
        show_envvar=True,
        help="Use this PostgreSQL (postgresql://user:password@host:port/name) in place of the private one.",
    )(command)


def job_options(command: Command) -> Command:
    """``--tile`` and ``--run_id``, as AWS Batch passes them."""
    run_id = click.option("--run_id", "--run-id", "run_id", required=True, help="The run that this job belongs to.")
    tile = click.option("--tile", type=TileType(), required=True, help="The tile of the job.")
    return tile(run_id(command))
