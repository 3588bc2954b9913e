"""Styles by name: the basemap, or one that a user wrote."""

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from tilebuild.errors import RequestError
from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.check import check_style
from tilebuild.tiles.style.model import Style

ATTRIBUTE = "STYLE"
"""The attribute that is read where the name gives none."""


def load_style(spec: str | None) -> Style:
    """The style called ``package.module:ATTRIBUTE`` or ``path/to/file.py[:ATTRIBUTE]``; None is the basemap.

    Raises:
        RequestError: no such module, file or attribute, the module fails, or what it holds is no valid style.
    """
    if spec is None:
        return BASEMAP
    source, _, attribute = spec.rpartition(":") if ":" in spec else (spec, "", ATTRIBUTE)
    if not source:
        raise RequestError(f"style {spec!r} names no module: write package.module:ATTRIBUTE or path/to/file.py")
    module = _file(spec, Path(source)) if source.endswith(".py") else _module(spec, source)
    if not hasattr(module, attribute):
        raise RequestError(f"style {spec!r}: {source} has no attribute {attribute!r}; write {source}:NAME")
    style = getattr(module, attribute)
    if not isinstance(style, Style):
        raise RequestError(
            f"style {spec!r} is a {type(style).__name__}: it must be a tilebuild.tiles.style.model.Style"
        )
    check_style(style, spec)
    return style


def _module(spec: str, name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise RequestError(
            f"style {spec!r} cannot be imported ({error}): write package.module:ATTRIBUTE or path/to/file.py"
        ) from error
    except Exception as error:
        raise _broken(spec, error) from error


def _file(spec: str, path: Path) -> ModuleType:
    """The module in a file; it stands in ``sys.modules`` under a name of its own, as dataclasses need it there."""
    if not path.is_file():
        raise RequestError(f"style {spec!r}: there is no file {path}")
    name = f"tilebuild_style_{path.resolve().as_posix().encode().hex()}"
    found = importlib.util.spec_from_file_location(name, path)
    if found is None or found.loader is None:
        raise RequestError(f"style {spec!r}: {path} is no Python file")
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    try:
        found.loader.exec_module(module)
    except Exception as error:
        raise _broken(spec, error) from error
    return module


def _broken(spec: str, error: Exception) -> RequestError:
    return RequestError(f"style {spec!r} does not run: {type(error).__name__}: {error}")
