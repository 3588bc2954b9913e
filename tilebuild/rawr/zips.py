"""Zip archives written member by member in a given order, byte for byte the same for the same members; and read back.

Headers are those of PKWARE's APPNOTE (sections 4.3.7, 4.3.12, 4.3.16), without extra fields and without Zip64; members
are deflated and bear the date 1980-01-01 00:00:00.
"""

import io
import struct
from collections.abc import Iterable
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from isal import isal_zlib

from tilebuild.errors import RequestError

LEVEL = 2
"""isal's level: on a RAWR tile, level 1 is no faster, and level 3 takes a third longer for 1.5 per cent."""

_DEFLATED = 8
_VERSION = 20
_DATE = (1 << 5) | 1
"""1980-01-01 as MS-DOS writes it: years since 1980, month, day."""
UNIX_FILE = 0o100644 << 16
LIMIT = (1 << 32) - 1
MOST_MEMBERS = (1 << 16) - 1
LOCAL = struct.pack("<4s5H", b"PK\3\4", _VERSION, 0, _DEFLATED, 0, _DATE)
"""What every member's header begins with."""
CENTRAL = struct.pack("<4s6H", b"PK\1\2", (3 << 8) | _VERSION, _VERSION, 0, _DEFLATED, 0, _DATE)
"""What every entry of the directory begins with."""
_MEMBER = struct.Struct("<3I2H")
"""What follows in both: CRC, sizes deflated and inflated, lengths of name and extra fields."""
_PLACE = struct.Struct("<3H2I")
"""What follows in the directory: comment, disk, attributes, and where the member's header stands."""
END = b"PK\5\6"
"""What the end of an archive begins with."""
_COUNTS = struct.Struct("<4H2IH")
"""What follows: disks, members of this one and of all, size and place of the directory, comment."""

HEADER = len(LOCAL) + _MEMBER.size
"""Bytes of a member's header, its name apart."""


class Deflated(NamedTuple):
    """A raw deflate stream with what a zip's directory says of it."""

    data: bytes
    crc: int
    """CRC-32 of the content."""
    size: int
    """Length of the content in bytes."""


def deflate(content: bytes, level: int = LEVEL) -> Deflated:
    """The content as a raw deflate stream; ``level`` is isal's, 0 to 3."""
    return Deflated(isal_zlib.compress(content, level, wbits=-15), isal_zlib.crc32(content), len(content))


def write_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of the named contents, in their order.

    Raises:
        RequestError: it would be larger than a plain zip can be (4 GiB).
    """
    return join_zip((name, deflate(content)) for name, content in members)


def join_zip(members: Iterable[tuple[str, Deflated]]) -> bytes:
    """An archive of the named streams, in their order.

    Raises:
        RequestError: it would be larger than a plain zip can be (4 GiB, 65,535 members).
    """
    out, directory, position = [], [], 0
    for name, (stream, crc, size) in members:
        encoded, length = name.encode(), len(stream)
        if size > LIMIT or position + length > LIMIT - len(encoded) - HEADER:
            raise RequestError(f"member {name!r} makes the zip larger than 4 GiB: cut up what it holds")
        member = _MEMBER.pack(crc, length, size, len(encoded), 0)
        out += [LOCAL, member, encoded, stream]
        directory += [CENTRAL, member, _PLACE.pack(0, 0, 0, UNIX_FILE, position), encoded]
        position += HEADER + len(encoded) + length
    entries, count = b"".join(directory), len(directory) // 4
    if count > MOST_MEMBERS:
        raise RequestError(f"a zip of {count} members is more than a plain one can be: {MOST_MEMBERS} at most")
    return b"".join((*out, entries, END, _COUNTS.pack(0, 0, count, count, len(entries), position, 0)))


def open_archive(data: bytes, what: str) -> ZipFile:
    """An archive, whose directory is sound; ``what`` names it in messages.

    Raises:
        RequestError: it is no zip.
    """
    try:
        return ZipFile(io.BytesIO(data))
    except (BadZipFile, NotImplementedError, struct.error, ValueError) as error:
        raise RequestError(f"{what} of {len(data)} bytes is no zip archive: {error}") from error


def read_directory(data: bytes, what: str) -> dict[str, ZipInfo]:
    """What an archive says of its members, by name; ``what`` names the archive in messages.

    Raises:
        RequestError: it is no zip.
    """
    with open_archive(data, what) as archive:
        return {info.filename: info for info in archive.infolist()}


def read_content(data: bytes, info: ZipInfo, what: str) -> bytes:
    """The content of one member of the archive ``data``, by its entry in the directory.

    Raises:
        RequestError: it is damaged, or neither deflated nor stored; the sentence names it.
    """
    if info.flag_bits & 1 or info.compress_type not in (0, _DEFLATED):
        method = "encrypted" if info.flag_bits & 1 else f"compressed by method {info.compress_type}"
        raise RequestError(f"member {info.filename!r} of {what} is {method}: it must be deflated or stored")
    try:
        content = _inflated(stream_of(data, info, what), info)
    except (isal_zlib.IsalError, EOFError) as error:  # type: ignore[misc] # its stub has an instance
        raise RequestError(f"member {info.filename!r} of {what} is damaged: {error}") from error
    if len(content) != info.file_size or isal_zlib.crc32(content) != info.CRC:
        raise RequestError(f"member {info.filename!r} of {what} is damaged: its checksum does not match")
    return content


def _inflated(stream: bytes, info: ZipInfo) -> bytes:
    if info.compress_type == 0:
        return stream
    # With a byte to spare: a buffer that is full in the end is made larger before that is seen.
    return bytes(isal_zlib.decompress(stream, wbits=-15, bufsize=info.file_size + 1))


def stream_of(data: bytes, info: ZipInfo, what: str) -> bytes:
    """A member's bytes as they are stored in the archive ``data``.

    Raises:
        RequestError: its header is cut off.
    """
    try:
        name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
    except struct.error as error:
        raise RequestError(f"member {info.filename!r} of {what} is damaged: {error}") from error
    start = info.header_offset + HEADER + name + extra
    return data[start : start + info.compress_size]
