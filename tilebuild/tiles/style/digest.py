"""What a style is, as a short name: its own modules, and the package's that rules are written and run with."""

import hashlib
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from tilebuild.tiles.style.model import Style

_PACKAGE = Path(__file__).parents[1]
_OWN = f"{_PACKAGE.parent}{os.sep}"
"""What the names of the package's own modules begin with."""
_FOLDERS = ("style", "classify")
_OTHERS = tuple(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib"))
"""Where modules lie that are nobody's style."""


def style_digest(style: Style) -> str:
    """64 hex digits of everything that decides what the style's rules draw.

    Those are the sources of the package's own rules and of how they are run, and the modules that the style's rules
    are written in, with all that these name in turn; data files that a style reads are not among them.
    """
    digest = hashlib.sha256()
    for folder in map(_PACKAGE.joinpath, _FOLDERS):
        for name in sorted(path.name for path in folder.iterdir() if path.suffix == ".py"):
            digest.update(name.encode() + hashlib.sha256((folder / name).read_bytes()).digest())
    for content in sorted(hashlib.sha256(path.read_bytes()).digest() for path in _own_files(style)):
        digest.update(content)
    digest.update(repr((sorted(style.reads), sorted(style.presence), [key for key, _ in style.coarse])).encode())
    digest.update("\n".join(map(_name, style.rules)).encode())
    return digest.hexdigest()


def _own_files(style: Style) -> set[Path]:
    """Sources of the modules outside of this package that the style's functions are of."""
    functions = [*style.rules, *(coarsen for _, coarsen in style.coarse)]
    waiting = [sys.modules[name] for name in map(_module, functions) if name in sys.modules]
    seen: dict[Path, ModuleType] = {}
    while waiting:
        module = waiting.pop()
        path = _source(module)
        if path is not None and path not in seen:
            seen[path] = module
            waiting += _named_in(module)
    return set(seen)


def _source(module: ModuleType) -> Path | None:
    """Its file, where that is a style's."""
    name = getattr(module, "__file__", None)
    if name is None or not name.endswith(".py") or name.startswith(_OWN):
        return None
    path = Path(name).resolve()
    foreign = any(path.is_relative_to(folder) for folder in _OTHERS)
    return None if foreign or path.is_relative_to(_PACKAGE.parent) else path


def _named_in(module: ModuleType) -> Iterator[ModuleType]:
    """Modules that a module's own names are, or come from."""
    for value in vars(module).values():
        found = value if isinstance(value, ModuleType) else sys.modules.get(_module(value))
        if found is not None:
            yield found


def _module(value: Any) -> str:
    name = getattr(value, "__module__", None)
    return name if isinstance(name, str) else ""


def _name(rule: Callable[..., object]) -> str:
    """Without the module: of a style's file that is named after where it lies."""
    return str(getattr(rule, "__qualname__", type(rule).__qualname__))
