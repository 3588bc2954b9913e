"""From a zip's deflate stream to gzip without compressing again: only the frame around it differs (RFC 1952)."""

import struct

from tilebuild.rawr.zips import Deflated

__all__ = ["FRAME_SIZE", "HEADER", "Deflated", "gzip_frame"]

HEADER = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255))
"""Magic, deflate, no flags, no time, no extra flags, unknown system."""

_TRAILER = struct.Struct("<II")

FRAME_SIZE = len(HEADER) + _TRAILER.size
"""Bytes that the frame adds."""


def gzip_frame(member: Deflated) -> bytes:
    """The same content as a gzip file: what a server sends with ``Content-Encoding: gzip``."""
    return HEADER + member.data + _TRAILER.pack(member.crc, member.size & 0xFFFFFFFF)
