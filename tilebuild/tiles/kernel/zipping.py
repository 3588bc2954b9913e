"""Zip archives whose members are of a few payloads, deflated before: only headers and copying are left to do.

    members  0 0 1        archive  | header name payload 0 | header name payload 0 | header name payload 1 | directory |

Headers are those of :mod:`tilebuild.rawr.zips`, which tells what they are.
"""

from typing import NamedTuple

import numpy as np

from tilebuild.compiled import compiled, lean
from tilebuild.rawr.binary import copy_bytes, read_only
from tilebuild.rawr.zips import CENTRAL, END, LOCAL, UNIX_FILE
from tilebuild.tiles.kernel.types import Bytes, Integer, Ints

_LOCAL, _CENTRAL, _END = read_only(LOCAL), read_only(CENTRAL), read_only(END)
_MEMBER, _PLACE, _COUNTS = 16, 14, 18
"""Bytes of what is written behind the beginnings of headers, of entries, and of the end."""


class Payloads(NamedTuple):
    """What members are of."""

    streams: Bytes
    """Deflated, one behind the other."""
    start: Ints
    """Shape (payloads + 1,): where each begins in ``streams``."""
    crc: Ints
    """CRC-32 of each before it was deflated."""
    size: Ints
    """Bytes of each before it was deflated."""


class Names(NamedTuple):
    """Names of members, in the order in which they stand in an archive."""

    data: Bytes
    start: Ints
    """Shape (members + 1,)."""


@compiled
def zips(members: Ints, payloads: Payloads, names: Names) -> tuple[Bytes, Ints]:
    """Archives one behind the other, and where each begins.

    Args:
        members: shape (archives, members), the payload of each.
        payloads: all there are.
        names: of the members of every archive.
    """
    start = np.zeros(len(members) + 1, dtype=np.int64)
    for archive in range(len(members)):
        start[archive + 1] = start[archive] + _size(members, archive, payloads, names)
    out = np.empty(start[-1], dtype=np.uint8)
    _write_all(out, start, members, payloads, names)
    return out, start


@lean
def _size(members: Ints, archive: Integer, payloads: Payloads, names: Names) -> Integer:
    """Bytes of an archive."""
    count = members.shape[1]
    size = count * (len(_LOCAL) + len(_CENTRAL) + 2 * _MEMBER + _PLACE) + 2 * names.start[count] + len(_END) + _COUNTS
    for member in range(count):
        payload = members[archive, member]
        size += payloads.start[payload + 1] - payloads.start[payload]
    return size


@lean
def _write_all(out: Bytes, start: Ints, members: Ints, payloads: Payloads, names: Names) -> None:
    for archive in range(len(members)):
        at = start[archive]
        for member in range(members.shape[1]):
            at = _write_member(out, at, member, members[archive, member], payloads, names)
        _write_directory(out, start[archive], at, members, archive, payloads, names)


@lean
def _write_member(
    out: Bytes, at: Integer, member: Integer, payload: Integer, payloads: Payloads, names: Names
) -> Integer:
    """A member, with its header; the position behind it."""
    at = copy_bytes(out, at, _LOCAL, 0, len(_LOCAL))
    at = _put_facts(out, at, member, payload, payloads, names)
    at = copy_bytes(out, at, names.data, names.start[member], names.start[member + 1])
    return copy_bytes(out, at, payloads.streams, payloads.start[payload], payloads.start[payload + 1])


@lean
def _write_directory(
    out: Bytes, begin: Integer, at: Integer, members: Ints, archive: Integer, payloads: Payloads, names: Names
) -> None:
    """The directory of an archive that begins at ``begin``, and its end."""
    directory, place, count = at, 0, members.shape[1]
    for member in range(count):
        payload = members[archive, member]
        at = copy_bytes(out, at, _CENTRAL, 0, len(_CENTRAL))
        at = _put_facts(out, at, member, payload, payloads, names)
        # No comment, disk 0, a binary file.
        at = _put(out, _put(out, _put(out, at, 0, 6), UNIX_FILE, 4), place, 4)
        name = names.start[member + 1] - names.start[member]
        at = copy_bytes(out, at, names.data, names.start[member], names.start[member + 1])
        place += len(_LOCAL) + _MEMBER + name + payloads.start[payload + 1] - payloads.start[payload]
    size = at - directory
    at = copy_bytes(out, at, _END, 0, len(_END))
    # Disks 0 and 0, the members of this one and of all, the directory's size and place, no comment.
    at = _put(out, _put(out, _put(out, at, 0, 4), count, 2), count, 2)
    _put(out, _put(out, _put(out, at, size, 4), directory - begin, 4), 0, 2)


@lean
def _put_facts(out: Bytes, at: Integer, member: Integer, payload: Integer, payloads: Payloads, names: Names) -> Integer:
    """CRC, sizes deflated and not, length of the name; no extra fields."""
    at = _put(out, at, payloads.crc[payload], 4)
    at = _put(out, at, payloads.start[payload + 1] - payloads.start[payload], 4)
    at = _put(out, at, payloads.size[payload], 4)
    return _put(out, at, names.start[member + 1] - names.start[member], 4)


@lean
def _put(out: Bytes, at: Integer, value: Integer, size: Integer) -> Integer:
    """A whole number of so many bytes, the lowest first."""
    for byte in range(size):
        out[at + byte] = value >> (8 * byte) & 0xFF
    return at + size
