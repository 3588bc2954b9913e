import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tilebuild.compiled import FOLDERS, PACKAGE

pytestmark = pytest.mark.slow

RUN = """
import gc
from tilebuild.jobs.compile import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
for made in gc.get_objects():
    if type(made).__name__ == "CPUDispatcher" and made.overloads:
        print(made.py_func.__module__ + "." + made.py_func.__name__)
"""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The package's modules by name."""
    for source in PACKAGE.rglob("*.py"):
        name = ".".join(("tilebuild", *source.relative_to(PACKAGE).with_suffix("").parts))
        yield name, ast.parse(source.read_text())


def is_kernel(function: ast.stmt) -> bool:
    """Whether a function is compiled."""
    decorators = function.decorator_list if isinstance(function, ast.FunctionDef) else []
    return any(ast.unparse(one).split("(")[0].split(".")[-1] in ("compiled", "lean", "njit") for one in decorators)


def kernels() -> set[str]:
    """Compiled functions by module and name."""
    folders = tuple(f"tilebuild.{folder.replace('/', '.')}." for folder in FOLDERS)
    return {
        f"{module}.{function.name}"
        for module, tree in modules()
        if module.startswith(folders)
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and is_kernel(function)
    }


def called_by_python() -> set[str]:
    """Compiled functions that one which is not compiled names: what a job compiles if it is not compiled yet."""
    found, compiled = set(), kernels()
    for module, tree in modules():
        names = {kernel.rpartition(".")[2]: kernel for kernel in compiled if kernel.rpartition(".")[0] == module}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        plain = [
            node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom) and not is_kernel(node)
        ]
        used = {node.id for part in plain for node in ast.walk(part) if isinstance(node, ast.Name)}
        found |= {names[name] for name in used & names.keys()} & compiled
    return found


def test_every_kernel_that_a_job_calls_is_compiled_before_any_job() -> None:
    ran = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=True, cwd=Path.home())
    expected = called_by_python()
    assert "tilebuild.tiles.kernel.patches._measured" in expected
    assert len(expected) > 20
    assert expected <= set(ran.stdout.split())
