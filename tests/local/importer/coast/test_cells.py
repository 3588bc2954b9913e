"""The neighbourhood of an extract."""

import pytest
from mercantile import Tile

from tilebuild.grid import box
from tilebuild.local.importer.coast.cells import frame, neighbourhood

MONACO = (7.409, 43.723, 7.449, 43.752)


def test_it_is_the_touched_tiles_and_those_around() -> None:
    assert neighbourhood(MONACO) == [Tile(x, y, 7) for x in (65, 66, 67) for y in (45, 46, 47)]


@pytest.mark.parametrize(
    ("bbox", "columns", "rows"),
    [
        ((179.5, -17.0, -179.5, -16.0), {126, 127, 0, 1}, {68, 69, 70, 71}),
        ((-179.9, -17.0, -179.8, -16.9), {127, 0, 1}, {69, 70, 71}),
        ((0.1, 84.9, 0.2, 85.0), {63, 64, 65}, {0, 1}),
    ],
)
def test_columns_wrap_at_the_antimeridian_and_rows_end_at_the_map(
    bbox: tuple[float, float, float, float], columns: set[int], rows: set[int]
) -> None:
    cells = neighbourhood(bbox)
    assert {cell.x for cell in cells} == columns
    assert {cell.y for cell in cells} == rows
    assert len(cells) == len(columns) * len(rows)


def test_the_frame_contains_every_cell_and_nothing_more() -> None:
    boxes = [box(cell) for cell in neighbourhood(MONACO)]
    assert tuple(frame(MONACO)) == pytest.approx(
        (
            min(each.min_x for each in boxes),
            min(each.min_y for each in boxes),
            max(each.max_x for each in boxes),
            max(each.max_y for each in boxes),
        )
    )


def test_the_frame_ends_where_the_map_ends() -> None:
    assert frame((-179.0, -85.0, 179.0, 85.0)) == box(Tile(0, 0, 0))
