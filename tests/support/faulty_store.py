"""An object store that speaks S3 over the directories of one machine's buckets, and fails as often as it is told to.

Jobs reach it with the client that they have on AWS: what is tried again by that client is tried again here.
"""

import hashlib
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

MODULE = "through_the_store"
SOURCE = """
import os, sys

os.environ.pop("TILEBUILD_BUCKETS")
with open("store.url") as file:
    os.environ["AWS_ENDPOINT_URL"] = file.read()

from tilebuild.cli import main

main(sys.argv[1:])
"""
"""What a job is run as, so that it finds the store."""


@dataclass
class Faults:
    """How often a call goes wrong, from 0 to 1, and how often each did."""

    error: float = 0.0
    """Answers 503 and does nothing."""
    put_then_error: float = 0.0
    """Stores the object and answers 503."""
    cut: float = 0.0
    """Breaks the connection in the middle of what is read."""
    short: float = 0.0
    """Answers with half of what is read as if it were the whole."""
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random, self._lock = random.Random(3), threading.Lock()

    def happens(self, name: str) -> bool:
        """Whether it goes wrong this time."""
        with self._lock:
            if self._random.random() >= getattr(self, name):
                return False
            self.seen[name] += 1
            return True


@contextmanager
def faulty_store(home: Path, faults: Faults) -> Iterator[str]:
    """Serve the buckets of a home; the module to run jobs as."""
    home.mkdir(parents=True, exist_ok=True)
    handler = type("Handler", (_Handler,), {"root": home / "buckets", "faults": faults})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        (home / f"{MODULE}.py").write_text(SOURCE)
        (home / "store.url").write_text(f"http://127.0.0.1:{server.server_port}")
        try:
            yield MODULE
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    """GetObject, HeadObject, PutObject and DeleteObject, with path-style addresses."""

    protocol_version = "HTTP/1.1"
    root: Path
    faults: Faults

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        self._read(body=True)

    def do_HEAD(self) -> None:
        self._read(body=False)

    def do_PUT(self) -> None:
        data = self._body()
        if self.faults.happens("error"):
            self._answer(503, b"SlowDown")
            return
        path = self._path()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}#{threading.get_ident()}")
        beside.write_bytes(data)
        beside.replace(path)
        self._answer(503 if self.faults.happens("put_then_error") else 200, b"", data)

    def do_DELETE(self) -> None:
        if self.faults.happens("error"):
            self._answer(503, b"SlowDown")
            return
        self._path().unlink(missing_ok=True)
        self._answer(204, b"")

    def _read(self, *, body: bool) -> None:
        path = self._path()
        if self.faults.happens("error"):
            self._answer(503, b"SlowDown" if body else b"")
        elif not path.is_file():
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>" if body else b"")
        else:
            data = path.read_bytes()
            self._answer(200, data, data, body=body, fails=body and path.suffix in (".zip", ".txt"))

    def _answer(self, status: int, data: bytes, stored: bytes = b"", *, body: bool = True, fails: bool = False) -> None:
        if fails and len(data) > 1 and self.faults.happens("short"):
            data = data[: len(data) // 2]
        cut = fails and len(data) > 1 and self.faults.happens("cut")
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", f'"{hashlib.md5(stored, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.end_headers()
        if body:
            self.wfile.write(data[: len(data) // 2] if cut else data)
        self.close_connection = self.close_connection or cut

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        data = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return data

    def _path(self) -> Path:
        return self.root / unquote(urlsplit(self.path).path).lstrip("/")
