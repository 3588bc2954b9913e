from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from tilebuild import compiled


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in compiled.FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "one.py").write_text("1")
    for name in ("compiled.py", *compiled.OTHERS):
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(compiled, "PACKAGE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("folder", compiled.FOLDERS)
def test_code_is_kept_by_the_content_of_every_compiled_module(sources: Path, folder: str) -> None:
    before = compiled.fingerprint()
    (sources / folder / "one.py").touch()
    assert compiled.fingerprint() == before
    (sources / folder / "one.py").write_text("2")
    changed = compiled.fingerprint()
    (sources / folder / "two.py").write_text("")
    assert len({before, changed, compiled.fingerprint()}) == 3


@pytest.mark.parametrize("name", ["compiled.py", *compiled.OTHERS])
def test_code_is_kept_by_how_it_is_compiled_and_by_constants_from_elsewhere_too(sources: Path, name: str) -> None:
    before = compiled.fingerprint()
    (sources / name).write_text("2")
    assert compiled.fingerprint() != before


def test_code_lies_where_the_environment_says_or_beside_the_sources(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    assert compiled.cache_folder() == sources / "__pycache__" / "compiled" / compiled.fingerprint()
    monkeypatch.setattr(numba.config, "CACHE_DIR", "/given")
    assert compiled.cache_folder() == Path("/given") / compiled.fingerprint()


def test_a_compiled_function_is_kept_there() -> None:
    from tilebuild.tiles.mvt.varint import put

    assert put(np.zeros(10, dtype=np.uint8), 0, 300) == 2
    assert Path(put.stats.cache_path).is_relative_to(compiled.cache_folder().parent)  # type: ignore[attr-defined]


def first_of(values: "np.ndarray[Any, Any]") -> Any:
    return values[0]


def first_of_new(values: "np.ndarray[Any, Any]") -> Any:
    return (values + 1)[0]


def test_a_lean_function_counts_no_holders_and_so_may_not_make_arrays() -> None:
    assert compiled.lean(first_of)(np.array([7, 8])) == 7
    with pytest.raises(numba.errors.NumbaError, match="NRT required"):
        compiled.lean(first_of_new)(np.array([7, 8]))


def test_a_function_is_compiled_once_for_constants_and_other_numbers_of_a_type() -> None:
    @compiled.lean
    def following(number: Any) -> Any:
        return number + 1

    def last(count: Any) -> Any:
        found = 0
        for _ in range(count):
            found = following(found)
        return following(7) + found

    assert compiled.compiled(last)(3) == 11
    assert len(following.overloads) == 1  # type: ignore[attr-defined]
