from pathlib import Path

from tilebuild.tiles.style.basemap import BASEMAP
from tilebuild.tiles.style.digest import style_digest
from tilebuild.tiles.style.load import load_style

RULES = """
from tilebuild.tiles.features import Shape
from tilebuild.tiles.style.model import Draw, Style
{imported}
def rule(row):
    return (Draw("pois", Shape.POINT, "x", {zoom}),) if row.geometry == "point" else ()

STYLE = Style((rule,), frozenset({{"a"}}))
"""


def digest_of(path: Path, zoom: str, imported: str = "") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(RULES.format(zoom=zoom, imported=imported))
    return style_digest(load_style(str(path)))


def test_a_style_of_its_own_has_a_digest_of_its_own_wherever_it_lies(tmp_path: Path) -> None:
    here = digest_of(tmp_path / "one" / "s.py", "3")
    assert here == digest_of(tmp_path / "two" / "s.py", "3")
    assert here != digest_of(tmp_path / "three" / "s.py", "4")
    assert here != style_digest(BASEMAP)


def test_what_a_style_imports_is_part_of_it(tmp_path: Path) -> None:
    digests = []
    for zoom in ("3", "4"):
        folder = tmp_path / zoom
        folder.mkdir()
        (folder / f"zooms_{zoom}.py").write_text(f"ZOOM = {zoom}\n")
        imported = f"import sys; sys.path.insert(0, {str(folder)!r}); import zooms_{zoom} as zooms; sys.path.pop(0)"
        digests.append(digest_of(folder / "s.py", "zooms.ZOOM", imported))
        (folder / f"zooms_{zoom}.py").write_text(f"ZOOM = {zoom}5\n")
        digests.append(style_digest(load_style(str(folder / "s.py"))))
    assert len(set(digests)) == 4
