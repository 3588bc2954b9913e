"""One number for the content of many objects, whichever job stored which of them, and in whatever order.

The digest of a set of objects is the sum, modulo 2^256, of SHA-256(key, 0, SHA-256(content)) over them: a sum, so that
what one job stored and what another one stored later add up to what both should have stored.
"""

import hashlib

NOTHING = "0" * 64
"""Digest of no object at all."""

_MODULUS = 1 << 256


def content_digest(key: str, content: bytes) -> int:
    """What an object adds to the digest."""
    inner = hashlib.sha256(content).digest()
    return int.from_bytes(hashlib.sha256(key.encode() + b"\0" + inner).digest())


def added(*digests: str | int) -> str:
    """The digest of all of them together, as 64 hexadecimal digits."""
    total = sum(int(one, 16) if isinstance(one, str) else one for one in digests)
    return f"{total % _MODULUS:064x}"
