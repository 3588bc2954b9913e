"""The preview page's source, looked at without a browser."""

import re
import shutil
import subprocess

import pytest

from tests.support.map_styles import WEB
from tilebuild.tiles.features import LAYERS


def test_the_types_of_the_page_are_sound() -> None:
    compiler = WEB / "node_modules" / ".bin" / "tsc"
    if shutil.which("node") is None or not compiler.exists():
        pytest.skip("the page's packages are not installed: run `make setup`")
    ended = subprocess.run([compiler, "--noEmit"], cwd=WEB, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")


def test_the_style_of_raw_layers_has_a_colour_for_every_layer() -> None:
    source = (WEB / "src" / "raw-style.ts").read_text()
    table = source.split("LAYER_COLOURS: Record<string, string> = {")[1].split("}")[0]
    assert sorted(re.findall(r"(\w+): '#", table)) == sorted(LAYERS)
