"""The ASGI application: tiles by :mod:`tilebuild.serve.endpoint`, documents and the preview page by Starlette."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tilebuild.errors import TilebuildError, UnavailableError
from tilebuild.serve.catalogue import Catalogue
from tilebuild.serve.endpoint import CORS, TileEndpoint
from tilebuild.serve.paths import parse_path
from tilebuild.serve.runs import about
from tilebuild.serve.tilejson import tilejson
from tilebuild.serve.tiles import TileReader

STATIC = Path(__file__).parent / "static"
"""Where the built preview page lies."""

UNBUILT = "The tiles are served here, but the preview page is not built: run `make setup`.\n"

PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' blob:; font-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""Content-Security-Policy of everything but tiles: the page asks nobody but this server."""

IMMUTABLE = "public, max-age=31536000, immutable"
PMTILES = "application/vnd.pmtiles"


@dataclass(frozen=True)
class Options:
    """How a server answers."""

    cache_control: str = "public, max-age=1200, s-maxage=600"
    """Of tiles that are there."""
    cache_bytes: int = 128 << 20
    """How much of tiles is remembered."""
    fresh_seconds: float = 10.0
    """How long it is remembered before the store is asked again."""
    archives: Mapping[str, Path] = field(default_factory=dict)
    """``.pmtiles`` files by the name under which they are served."""
    static: Path = STATIC


def create_app(catalogue: Catalogue, options: Options | None = None) -> ASGIApp:
    """The whole server."""
    options = options or Options()
    reader = TileReader(options.cache_bytes, options.fresh_seconds)
    tiles = TileEndpoint(catalogue, reader, options.cache_control)
    return Server(tiles, _documents(catalogue, options))


class Server:
    """Sends tile paths to the tiles and everything else to the documents, with the headers that these need."""

    def __init__(self, tiles: TileEndpoint, documents: ASGIApp) -> None:
        self._tiles = tiles
        self._documents = documents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or the server's own start and stop."""
        asked = parse_path(scope["path"]) if scope["type"] == "http" else None
        if asked is not None:
            await self._tiles(asked, scope, send)
        elif scope["type"] == "http" and _hostile(scope["path"]):
            await PlainTextResponse("there is no such path\n", 404)(scope, receive, send)
        else:
            await self._documents(scope, receive, _with_headers(scope, send))


def _hostile(path: str) -> bool:
    """Whether no file may ever have this path: control characters, backslashes, or a way up."""
    return any(ord(character) < 32 or character in "\\\x7f" for character in path) or ".." in path.split("/")


def _with_headers(scope: Scope, send: Send) -> Send:
    """Add the headers that every document has: who may read it, what it may load, how long it is good."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in CORS:
                headers[name.decode()] = value.decode()
            headers["Content-Security-Policy"] = PAGE_POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            lasting = scope["path"].startswith("/assets/") and message["status"] == 200
            headers["Cache-Control"] = IMMUTABLE if lasting else "no-cache"
        await send(message)

    return sending


class Documents:
    """What is said about the tiles, and the archives that were named."""

    def __init__(self, catalogue: Catalogue, archives: Mapping[str, Path]) -> None:
        self._catalogue = catalogue
        self._archives = archives

    def routes(self) -> list[Route]:
        """Each document's address."""
        return [
            Route("/tilejson.json", self.tilejson),
            Route("/runs/{prefix}/tilejson.json", self.tilejson),
            Route("/runs.json", self.runs),
            Route("/archives.json", self.archives),
            Route("/archives/{name}", self.archive),
            Route("/health", self.health),
        ]

    async def tilejson(self, request: Request) -> Response:
        """TileJSON of a prefix, of the chosen one where the address names none."""
        await self._catalogue.refresh()
        prefix = request.path_params.get("prefix", self._catalogue.chosen)
        store = self._catalogue.store(prefix) if prefix else None
        if store is None:
            raise HTTPException(404, "there are no tiles of that prefix")
        url = f"{str(request.base_url).rstrip('/')}/runs/{prefix}"
        extent, version = self._catalogue.extent(prefix), self._catalogue.version(prefix)
        return JSONResponse(tilejson(url, prefix, extent, store.max_zoom, version))

    async def runs(self, _: Request) -> Response:
        """Every run, the newest first, and which prefix is served where none is named."""
        await self._catalogue.refresh()
        runs = self._catalogue.runs
        return JSONResponse({"chosen": self._catalogue.chosen, "runs": [about(run, runs) for run in runs]})

    async def archives(self, _: Request) -> Response:
        """The names of the archives."""
        return JSONResponse({"archives": sorted(self._archives)})

    async def archive(self, request: Request) -> Response:
        """An archive, whole or a range of it."""
        path = self._archives.get(request.path_params["name"])
        if path is None or not path.is_file():
            raise HTTPException(404, "there is no such archive")
        return FileResponse(path, media_type=PMTILES)

    async def health(self, _: Request) -> Response:
        """The server answers."""
        return PlainTextResponse("ok\n")


async def _failed(_: Request, error: Exception) -> Response:
    """An error of ours as the sentence that it is."""
    return JSONResponse({"error": str(error)}, 503 if isinstance(error, UnavailableError) else 500)


def _documents(catalogue: Catalogue, options: Options) -> Starlette:
    routes: list[Route | Mount] = [*Documents(catalogue, options.archives).routes(), _page(options.static)]
    return Starlette(routes=routes, exception_handlers={TilebuildError: _failed})


def _page(static: Path) -> Route | Mount:
    if (static / "index.html").is_file():
        return Mount("/", StaticFiles(directory=static, html=True))

    async def unbuilt(_: Request) -> Response:
        return PlainTextResponse(UNBUILT, 503)

    return Route("/", unbuilt)
