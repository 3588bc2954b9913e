"""One tile over HTTP, spoken in plain ASGI: this is the path that is walked most.

=======  ======================================================================================================
status   when
=======  ======================================================================================================
200      the tile has something in it
204      the tile is there and empty
304      the client has it already (``If-None-Match`` and the tile's strong ETag)
404      off the grid, deeper than is magnified, not covered by the run, or of a size that it does not hold
405      any method but GET, HEAD and OPTIONS
500      the metatile is broken
503      the store does not answer
=======  ======================================================================================================
"""

import json
import zlib

from starlette.types import Scope, Send

from tilebuild.errors import TilebuildError, UnavailableError
from tilebuild.serve.catalogue import Catalogue
from tilebuild.serve.headers import Headers, accepts_gzip, header, matches
from tilebuild.serve.paths import Asked
from tilebuild.serve.tiles import MISSING, Answer, Missing, Store, Stored, TileReader

CORS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Content-Range, Content-Length"),
]
PREFLIGHT: Headers = [
    *CORS,
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, Range"),
    (b"access-control-max-age", b"86400"),
]
METHODS = b"GET, HEAD, OPTIONS"
MVT = b"application/vnd.mapbox-vector-tile"
GUNZIP = 31
"""zlib's window bits of a gzip file."""


class TileEndpoint:
    """Answers requests for tiles."""

    def __init__(self, catalogue: Catalogue, reader: TileReader, cache_control: str) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._common: Headers = [*CORS, (b"cache-control", cache_control.encode()), (b"vary", b"Accept-Encoding")]

    async def __call__(self, asked: Asked, scope: Scope, send: Send) -> None:
        """Answer one request."""
        method = scope["method"]
        if method == "OPTIONS":
            await _send(send, 204, PREFLIGHT)
        elif method not in ("GET", "HEAD"):
            await _send(send, 405, [*CORS, (b"allow", METHODS)])
        else:
            await self._answer(asked, scope["headers"], method == "HEAD", send)

    async def _answer(self, asked: Asked, headers: Headers, head: bool, send: Send) -> None:
        try:
            answer = await self._find(asked)
        except TilebuildError as error:
            status = 503 if isinstance(error, UnavailableError) else 500
            await _send_error(send, status, str(error), head)
            return
        if isinstance(answer, Missing):
            await _send_error(send, 404, "there is no such tile", head)
        elif not answer.gzipped:
            await _send(send, 204, self._common)
        else:
            await self._send_tile(answer, headers, head, send)

    async def _find(self, asked: Asked) -> Answer:
        store = self._catalogue.store(asked.prefix)
        if store is None:
            await self._catalogue.refresh()
            store = self._catalogue.store(asked.prefix)
        if store is None or not _holds(store, asked):
            return MISSING
        return await self._reader.tile(store, asked.tile, asked.pixels or store.pixels)

    async def _send_tile(self, tile: Stored, asked: Headers, head: bool, send: Send) -> None:
        gzipped = accepts_gzip(header(asked, b"accept-encoding"))
        tag = f"{tile.digest}-gz" if gzipped else tile.digest
        headers = [*self._common, (b"etag", f'"{tag}"'.encode())]
        if matches(header(asked, b"if-none-match"), tag):
            await _send(send, 304, headers)
            return
        body = tile.gzipped if gzipped else zlib.decompress(tile.gzipped, GUNZIP)
        headers += [(b"content-type", MVT), (b"content-length", str(len(body)).encode())]
        if gzipped:
            headers.append((b"content-encoding", b"gzip"))
        await _send(send, 200, headers, b"" if head else body)


def _holds(store: Store, asked: Asked) -> bool:
    """Whether such a tile can be in the store, or in a tile of it, at all: what cannot is not looked for."""
    largest = 256 * store.metatile.size
    return asked.zoom <= store.deepest and asked.on_grid and asked.pixels <= largest


async def _send_error(send: Send, status: int, sentence: str, head: bool) -> None:
    body = json.dumps({"error": sentence}).encode()
    headers = [*CORS, (b"content-type", b"application/json"), (b"cache-control", b"no-cache")]
    headers.append((b"content-length", str(len(body)).encode()))
    await _send(send, status, headers, b"" if head else body)


async def _send(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
