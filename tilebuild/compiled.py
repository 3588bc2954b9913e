"""Functions that are compiled to machine code, once for all jobs: what ``@compiled`` means, and where the code is kept.

numba keeps what it compiled beside the time of change of the function's own source, and does not see that a function
it calls, in another module, has changed. So the code is kept in a folder named after the content of all compiled
modules: a change anywhere compiles everything again, and never the half of it.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core.types import unliteral

Function = TypeVar("Function", bound=Callable[..., Any])

_CONFIG: Any = numba.config

_UNCOUNTED: dict[str, Any] = {"_nrt": False}
"""Without numba's runtime, which counts references."""

Index = np.uint64
"""An index that is known not to be negative. To compiled code a signed one may count from the array's end, so that it
looks at each, and a loop over signed ones is no block operation to the compiler: copying takes twenty times as long.
``range(Index(first), Index(last))`` is such a loop; what is added to an index must be one too, else the sum is none."""

PACKAGE = Path(__file__).parent
FOLDERS = ("rawr", "tiles/kernel", "tiles/mvt")
"""Where the compiled modules are."""
OTHERS = ("grid.py", "growing.py", "tiles/features.py", "tiles/property_table.py")
"""Modules whose functions, constants and tuples are compiled into these."""


def compiled(function: Function) -> Function:
    """Compile a function on its first call, or take the code that an earlier process kept; it runs without the GIL."""
    return cast(Function, _one_for_all_values(numba.njit(nogil=True, cache=True)(function)))


def lean(function: Function) -> Function:
    """The same for a function that neither makes nor returns arrays: without counting who holds those it is given.

    A function that is handed a dozen arrays a million times spends more time counting than on anything else. Whoever
    calls it holds them. What it calls must be lean too, or at least return no arrays; one that makes an array does not
    compile.
    """
    return cast(Function, _one_for_all_values(numba.njit(nogil=True, cache=True, **_UNCOUNTED)(function)))


def _one_for_all_values(made: Any) -> Any:
    """Let a compiled function that is called with a constant be the one for any value of its type.

    To numba 0 is a type of its own besides that of all numbers: a function that a loop calls with where it is, which
    is 0 at first, would be compiled twice. All kernels take a fourth less time to compile without that.
    """
    template = made.get_call_template

    def of_types(args: Any, kws: Any) -> Any:
        return template([*map(unliteral, args)], {name: unliteral(kind) for name, kind in kws.items()})

    made.get_call_template = of_types
    return made


def fingerprint() -> str:
    """A name for the content of all compiled modules, of what is compiled into them, and of how that is done."""
    digest = sha256((PACKAGE / "compiled.py").read_bytes())
    for name in OTHERS:
        digest.update(f"{name}\0".encode() + (PACKAGE / name).read_bytes())
    for folder in FOLDERS:
        for source in sorted((PACKAGE / folder).glob("*.py")):
            digest.update(f"{folder}/{source.name}\0".encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """The folder for the code: in ``NUMBA_CACHE_DIR`` if that is set, else beside the sources, else in the user's."""
    if _CONFIG.CACHE_DIR:
        return Path(_CONFIG.CACHE_DIR) / fingerprint()
    beside = PACKAGE / "__pycache__"
    writable = os.access(beside if beside.exists() else PACKAGE, os.W_OK)
    return (beside if writable else Path.home() / ".cache" / "tilebuild") / "compiled" / fingerprint()


_CONFIG.CACHE_DIR = str(cache_folder())
