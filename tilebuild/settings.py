"""Settings of a job: the ``TILEQUEUE__a__b`` environment as typed values.

A name is split on ``__`` behind its prefix, each part lower-cased with ``_`` read as ``-``, so that
``TILEQUEUE__store__DATE_PREFIX`` and ``…__date-prefix`` are one key. A value is YAML, but what is declared as a
string stays the text that was given: ``010203``, ``2018-04-03`` and ``on`` are themselves, and so is a password
with ``#`` in it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from tilebuild.contracts.base import sentence
from tilebuild.errors import RequestError
from tilebuild.keys import Layout

PREFIX = "TILEQUEUE__"


def _yaml(value: Any) -> Any:
    """Text as YAML lists and maps, every scalar in it kept as text (YAML's own typing is full of traps)."""
    try:
        return yaml.load(value, Loader=yaml.BaseLoader) if isinstance(value, str) else value  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(f"it is not YAML: {str(error).splitlines()[0]}") from error


def _yaml_list(value: Any) -> Any:
    parsed = _yaml(value)
    return [parsed] if isinstance(parsed, str) else parsed


Strings = Annotated[tuple[str, ...], BeforeValidator(_yaml_list)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_yaml_list)]


class Node(BaseModel):
    """A part of the settings: unknown keys are refused, names have hyphens outside and underscores inside."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-"), hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @classmethod
    def _from_yaml(cls, data: Any) -> Any:
        """A whole node may be given as one YAML map."""
        return _yaml(data) or {} if isinstance(data, str) else data


class Connection(Node):
    """What both sections about PostgreSQL have in common."""

    host: Strings = ("localhost",)
    """One host or a list of replicas; one is picked per connection."""
    port: Annotated[int, Field(ge=1, le=65535)] = 5432
    user: str = ""
    password: Annotated[str, Field(repr=False)] = ""
    connect_timeout: Annotated[int, Field(ge=1)] = 10
    """Seconds."""
    statement_timeout: Annotated[int, Field(ge=0)] = 3600
    """Seconds; 0: none."""
    patience: Annotated[float, Field(ge=0)] = 60
    """Seconds for which a server that is not reachable, or full, is asked again before the job gives up."""


class RawrConnection(Connection):
    """``rawr.postgresql``: where the RAWR job reads."""

    dbname: str = ""


class LowConnection(Connection):
    """``postgresql``: where the low-zoom job reads."""

    dbnames: Strings = ()
    """One is picked per connection."""


class RawrStore(Node):
    """Where RAWR tiles lie."""

    bucket: str = ""
    region: str = ""
    prefix: str = ""
    layout: Layout = Layout.PREFIX_HASH


class RawrPlace(Node):
    """``rawr.sink`` and ``rawr.source``; their keys may stand under ``s3`` or directly."""

    s3: RawrStore = RawrStore()

    @model_validator(mode="before")
    @classmethod
    def _with_or_without_s3(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        beside = {name: value for name, value in data.items() if name != "s3"}
        under = _yaml(data.get("s3", {}))
        return {"s3": {**beside, **under}} if isinstance(under, dict) else data


class Rawr(Node):
    """``rawr``: extraction and its store."""

    postgresql: RawrConnection = RawrConnection()
    sink: RawrPlace = RawrPlace()
    source: RawrPlace = RawrPlace()
    margin: Annotated[float, Field(ge=0, le=1)] = 1 / 64
    """How far a RAWR tile reaches over its zoom-10 tile, in widths of it; 0 is what Tilezen selected."""
    max_extent: Annotated[float, Field(ge=0)] = 0.0
    """Polygons larger than this many zoom-10 tiles are clipped to a generous box; 0: never. A low-zoom job that is told
    this and the next, too, has the labels of clipped polygons at the same places."""
    max_points: Annotated[int, Field(ge=0)] = 0
    """Polygons of more points than this are clipped likewise; 0: never."""
    labels: bool = True
    """Whether the polygons of a relation carry where the label of all of them stands; Tilezen's did not."""


class Store(Node):
    """``store``: where metatiles lie."""

    name: str = ""
    """The bucket."""
    region: str = ""
    date_prefix: str = ""
    layout: Layout = Layout.HASH_PREFIX


class Metatile(Node):
    """``metatile``: what a metatile holds."""

    size: int = 8
    tile_sizes: Numbers = (512,)
    max_zoom: int = 16
    """Nominal."""


class Control(Node):
    """``control``: where requests, plans and results lie."""

    bucket: str = ""


class ScopeKey(Node):
    """``scope``: which part of the tile is owed."""

    key: str = ""
    """In the control bucket; empty: all of the tile."""
    item: str = ""
    """Name of the result; empty: that of the tile."""


class Settings(Node):
    """Everything that the environment can say to a job."""

    rawr: Rawr = Rawr()
    postgresql: LowConnection = LowConnection()
    store: Store = Store()
    metatile: Metatile = Metatile()
    control: Control = Control()
    scope: ScopeKey = ScopeKey()
    style: str = ""
    """``package.module:ATTRIBUTE`` or a Python file; empty: the basemap."""


_SHAPES = {
    "model_type": "a map, or its keys variables of their own",
    "string_type": "a text",
    "tuple_type": "a value or a list of values",
}
"""Kind of error of what is no scalar, and may hold a secret -> what is allowed."""

_WORDS = {"int_parsing": "it must be a whole number", "float_parsing": "it must be a number"}
"""Kind of error -> what is allowed, where pydantic's own words are long."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment describes; variables without the prefix are not looked at.

    Raises:
        RequestError: a variable is unknown or its value is not allowed; it is named, secrets are not shown.
    """
    try:
        return Settings.model_validate(_tree(environment))
    except ValidationError as error:
        raise RequestError(_explained(error)) from error


def _tree(environment: Mapping[str, str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for name in sorted(environment, key=lambda name: (name.count("__"), name)):
        if name.startswith(PREFIX):
            _plant(root, name, environment[name])
    return root


def _plant(root: dict[str, Any], name: str, value: str) -> None:
    """Set the node that the variable names; a deeper variable refines a node given as one YAML map."""
    *path, leaf = (part.lower().replace("_", "-") for part in name.removeprefix(PREFIX).split("__"))
    node = root
    for part in path:
        below = _yaml(node.setdefault(part, {}))
        if not isinstance(below, dict):
            raise RequestError(f"environment variable {name}: {part!r} was given a plain value by another variable")
        node[part] = below
        node = below
    node[leaf] = value


def _explained(error: ValidationError) -> str:
    """The first error in one sentence; a value is shown where it must be a number or a word, so never a secret."""
    first = error.errors(include_url=False)[0]
    if not first["loc"]:
        return sentence(error)
    variable = PREFIX + "__".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"unknown setting {variable}"
    if first["type"] in _SHAPES:
        return f"setting {variable} must be {_SHAPES[first['type']]}"
    why = first["msg"].removeprefix("Value error, ").replace("Input should be", "it must be")
    if first["type"] == "value_error":
        return f"setting {variable}: {why}"
    return f"setting {variable} is {first['input']!r}: {_WORDS.get(first['type'], why)}"
