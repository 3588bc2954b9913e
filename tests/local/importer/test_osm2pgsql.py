"""How far osm2pgsql is, as the kernel tells it."""

import os
from pathlib import Path

import pytest

from tilebuild.local.importer.osm2pgsql import _fraction_read


def test_how_far_a_process_has_read_a_file_is_where_it_stands_in_it(tmp_path: Path) -> None:
    extract = tmp_path / "x.osm.pbf"
    extract.write_bytes(bytes(1000))
    assert _fraction_read(os.getpid(), extract) is None
    with extract.open("rb", buffering=0) as file:
        file.read(250)
        assert _fraction_read(os.getpid(), extract) == pytest.approx(0.25)
    assert _fraction_read(os.getpid(), extract) is None


def test_a_process_that_is_gone_has_read_nothing(tmp_path: Path) -> None:
    extract = tmp_path / "x.osm.pbf"
    extract.write_bytes(b"x")
    assert _fraction_read(2**22 + 1, extract) is None
