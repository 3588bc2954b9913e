"""What a screenshot looks like from afar: how much of it has about some colour."""

import io
import zlib

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Shape (height, width, 3): red, green, blue."""

NEAR = 14


def share(pixels: Pixels, colour: str) -> float:
    """Share of the pixels that are nearer than :data:`NEAR` to ``#rrggbb`` in every channel."""
    wanted = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)], dtype=np.int16)
    close = np.abs(pixels.astype(np.int16) - wanted).max(axis=2) <= NEAR
    return float(close.mean())


def decode_png(data: bytes) -> Pixels:
    """An eight-bit RGB or RGBA PNG without interlacing, as browsers take screenshots (PNG 1.2, sections 3, 6, 9)."""
    file = io.BytesIO(data)
    assert file.read(8) == b"\x89PNG\r\n\x1a\n"
    width = height = channels = 0
    stream = b""
    while True:
        length, kind = int.from_bytes(file.read(4), "big"), file.read(4)
        body = file.read(length)
        file.read(4)
        if kind == b"IHDR":
            width, height = (int.from_bytes(body[start : start + 4], "big") for start in (0, 4))
            channels = {2: 3, 6: 4}[body[9]]
            assert (body[8], body[12]) == (8, 0)
        elif kind == b"IDAT":
            stream += body
        elif kind == b"IEND":
            break
    raw = np.frombuffer(zlib.decompress(stream), dtype=np.uint8).reshape(height, 1 + width * channels)
    return _unfiltered(raw, channels).reshape(height, width, channels)[:, :, :3]


def _unfiltered(raw: Pixels, channels: int) -> Pixels:
    rows = np.zeros((raw.shape[0], raw.shape[1] - 1), dtype=np.uint8)
    above = np.zeros(raw.shape[1] - 1, dtype=np.uint8)
    for number, row in enumerate(raw):
        above = rows[number] = _row(int(row[0]), row[1:], above, channels)
    return rows


def _row(method: int, row: Pixels, above: Pixels, channels: int) -> Pixels:
    if method == 0:
        return row
    if method == 2:
        return row + above
    if method == 1:
        sums = np.cumsum(row.reshape(-1, channels), axis=0, dtype=np.uint64)
        return (sums & 255).astype(np.uint8).reshape(-1)
    return _slow_row(method, row.tolist(), above.tolist(), channels)


def _slow_row(method: int, row: list[int], above: list[int], channels: int) -> Pixels:
    """Average (3) and Paeth (4), where each byte needs the one before it."""
    out: list[int] = []
    for index, value in enumerate(row):
        left = out[index - channels] if index >= channels else 0
        corner = above[index - channels] if index >= channels else 0
        guess = (left + above[index]) // 2 if method == 3 else _paeth(left, above[index], corner)
        out.append((value + guess) & 255)
    return np.array(out, dtype=np.uint8)


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))
