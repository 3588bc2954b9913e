"""PostgreSQL's binary COPY format written by hand: what tests give to its readers."""

import struct
from collections.abc import Iterable, Mapping, Sequence

Field = bytes | None

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + struct.pack(">II", 0, 0)
END = struct.pack(">h", -1)


def stream(rows: Iterable[Sequence[Field]], extension: bytes = b"") -> bytes:
    """A whole stream; None is NULL."""
    header = SIGNATURE[:-4] + struct.pack(">I", len(extension)) + extension
    return header + b"".join(struct.pack(">h", len(row)) + b"".join(map(sized, row)) for row in rows) + END


def sized(field: Field) -> bytes:
    """A value behind its size."""
    return struct.pack(">i", -1) if field is None else struct.pack(">i", len(field)) + field


def bigint(value: int) -> bytes:
    """bigint."""
    return struct.pack(">q", value)


def hstore(tags: Mapping[str, str | None]) -> bytes:
    """hstore."""
    pairs = (sized(text if text is None else text.encode()) for pair in tags.items() for text in pair)
    return struct.pack(">i", len(tags)) + b"".join(pairs)


def jsonb(text: str) -> bytes:
    """jsonb of a JSON text."""
    return b"\x01" + text.encode()


def array(elements: Sequence[Field], kind: int) -> bytes:
    """An array of one dimension; ``kind`` is the elements' type (20 bigint, 25 text)."""
    if not elements:
        return struct.pack(">iii", 0, 0, kind)
    return struct.pack(">iiiii", 1, int(None in elements), kind, len(elements), 1) + b"".join(map(sized, elements))


def texts(*elements: str) -> bytes:
    """text[]."""
    return array([element.encode() for element in elements], 25)


def bigints(*elements: int) -> bytes:
    """bigint[]."""
    return array([bigint(element) for element in elements], 20)
