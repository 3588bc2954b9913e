"""The directory of a metatile read from the zip's end, so that one member can be fetched without the others.

The structures are those of PKWARE's APPNOTE: 4.3.7 local header, 4.3.12 central header, 4.3.16 end of directory.
"""

import struct
from collections.abc import Callable
from typing import NamedTuple

from tilebuild.errors import RequestError
from tilebuild.tiles.framing import Deflated

TAIL = 16_384
"""Bytes that are read from the end at first: enough for the 80 members of a deepest metatile."""

DEFLATE = 8
_DESCRIPTOR = 1 << 3
"""Flag bit: crc and sizes stand behind the data, and the local header has none."""

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")

ReadRange = Callable[[int, int], bytes]
"""(start, length) -> bytes of the object."""


class ChangedError(RequestError):
    """The object is not what its directory said: it was written anew in between, or it is broken."""


class Entry(NamedTuple):
    """Where one member lies."""

    name: str
    start: int
    """Of the local header."""
    end: int
    """Where the next member or the directory begins."""
    crc: int
    stored: int
    """Bytes of the deflate stream."""
    size: int
    """Bytes of the content."""


Directory = dict[str, Entry]


def read_directory(size: int, read: ReadRange) -> Directory:
    """Every member's entry by its name.

    Raises:
        ChangedError: there is no directory where one must be.
    """
    start = max(0, size - TAIL)
    tail = read(start, size - start)
    position = tail.rfind(b"PK\5\6")
    if position < 0 or position + _END.size > len(tail):
        raise ChangedError(f"there is no zip directory in the last {len(tail)} bytes")
    *_, length, offset, _ = _END.unpack_from(tail, position)
    if offset + length > size:
        raise ChangedError(f"the zip's directory is to end at byte {offset + length}, and there are {size}")
    central = tail[offset - start : offset - start + length] if offset >= start else read(offset, length)
    return _parsed(central, offset)


def read_entry(entry: Entry, read: ReadRange) -> Deflated:
    """The member as it is stored.

    Raises:
        ChangedError: another member, or none, lies there.
    """
    data = read(entry.start, entry.end - entry.start)
    if len(data) < _LOCAL.size:
        raise ChangedError(f"member {entry.name!r} is cut off")
    signature, _, flags, method, _, _, crc, stored, size, name_length, extra_length = _LOCAL.unpack_from(data)
    name = data[_LOCAL.size : _LOCAL.size + name_length].decode(errors="replace")
    told = (entry.crc, entry.stored, entry.size) if flags & _DESCRIPTOR else (crc, stored, size)
    if signature != b"PK\3\4" or name != entry.name or told != (entry.crc, entry.stored, entry.size):
        raise ChangedError(f"member {entry.name!r} is not where the zip's directory says")
    if method != DEFLATE:
        raise RequestError(f"member {entry.name!r} has compression method {method}: it must be 8, deflate")
    begin = _LOCAL.size + name_length + extra_length
    return Deflated(data[begin : begin + entry.stored], entry.crc, entry.size)


def _parsed(central: bytes, end: int) -> Directory:
    """Entries by name; each ends where the next begins, the last one at ``end``."""
    found = []
    position = 0
    while position + _CENTRAL.size <= len(central):
        fields = _CENTRAL.unpack_from(central, position)
        if fields[0] != b"PK\1\2":
            break
        crc, stored, size, name_length, extra_length, comment_length = fields[7:13]
        name_start = position + _CENTRAL.size
        name = central[name_start : name_start + name_length].decode(errors="replace")
        found.append((fields[-1], name, crc, stored, size))
        position = name_start + name_length + extra_length + comment_length
    if position != len(central):
        raise ChangedError("the zip's directory is broken")
    found.sort()
    ends = [*(entry[0] for entry in found), end][1:]
    return {
        name: Entry(name, start, stop, crc, stored, size)
        for (start, name, crc, stored, size), stop in zip(found, ends, strict=True)
    }
