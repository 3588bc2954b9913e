from hypothesis import given
from hypothesis import strategies as st

from tests.support.rows import make_rows
from tilebuild.rawr.rows import Rows, in_order

Row = tuple[int, bytes, dict[str, str]]
ROWS = st.lists(
    st.tuples(
        st.integers(-2, 2),
        st.sampled_from((b"\x01a", b"\x01b", b"\x01bb", b"\xff")),
        st.dictionaries(st.sampled_from("kl"), st.sampled_from("xy"), max_size=2),
    ),
    max_size=10,
)


def listed(rows: Rows) -> list[Row]:
    texts = rows.strings
    return [
        (
            int(rows.ids[row]),
            rows.data[rows.wkb_start[row] : rows.wkb_end[row]].tobytes(),
            {
                texts[rows.tag_key[tag]]: texts[rows.tag_value[tag]]
                for tag in range(rows.tag_start[row], rows.tag_start[row + 1])
            },
        )
        for row in range(len(rows))
    ]


@given(ROWS)
def test_rows_are_ordered_by_id_and_by_the_bytes_of_their_geometry(rows: list[Row]) -> None:
    assert listed(in_order(make_rows(rows))) == sorted(rows, key=lambda row: row[:2])
