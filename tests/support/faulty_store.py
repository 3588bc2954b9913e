"""An object store that speaks S3 over the directories of one machine's buckets, and fails as often as it is told to.

Jobs and functions reach it with the client that they have on AWS: what that client tries again is tried again here.
"""

import hashlib
import random
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape


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
    """Serve the buckets of a home; the URL."""
    handler = type("Handler", (_Handler,), {"root": home / "buckets", "faults": faults})
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    """Objects are read, written, copied, deleted and listed, with path-style addresses."""

    protocol_version = "HTTP/1.1"
    root: Path
    faults: Faults

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def do_HEAD(self) -> None:
        self._read(body=False)

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" not in query:
            self._read(body=True)
        elif not self._refused():
            self._list(query.get("prefix", [""])[0])

    def do_PUT(self) -> None:
        source, data = self.headers.get("x-amz-copy-source"), self._body()
        if self._refused():
            return
        if source is not None:
            data = (self.root / unquote(source).lstrip("/")).read_bytes()
        path = self._path()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}#{threading.get_ident()}")
        beside.write_bytes(data)
        beside.replace(path)
        copied = f"<CopyObjectResult><ETag>{_tag(data)}</ETag></CopyObjectResult>" if source is not None else ""
        self._answer(503 if self.faults.happens("put_then_error") else 200, copied.encode(), data)

    def do_POST(self) -> None:
        """DeleteObjects, which is how the client deletes one object too."""
        keys = [unescape(key) for key in re.findall("<Key>(.*?)</Key>", self._body().decode())]
        if self._refused():
            return
        for key in keys:
            (self._path() / key).unlink(missing_ok=True)
        deleted = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _list(self, prefix: str) -> None:
        bucket = self._path()
        found = sorted(path for path in bucket.rglob("*") if path.is_file() and "#" not in path.name)
        keys = {path.relative_to(bucket).as_posix(): path.stat().st_size for path in found}
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{size}</Size><ETag>e</ETag>"
            "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
            for key, size in keys.items()
            if key.startswith(prefix)
        )
        answer = f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
        self._answer(200, answer.encode())

    def _read(self, *, body: bool) -> None:
        if self._refused():
            return
        path = self._path()
        if not path.is_file():
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>" if body else b"")
            return
        whole = path.read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked is None:
            self._answer(200, whole, whole, body=body, fails=body and len(whole) > 1)
            return
        first, last = int(asked[1]), min(int(asked[2] or len(whole)), len(whole) - 1)
        self._answer(206, whole[first : last + 1], whole, span=f"bytes {first}-{last}/{len(whole)}")

    def _refused(self) -> bool:
        if not self.faults.happens("error"):
            return False
        self._answer(503, b"" if self.command == "HEAD" else b"SlowDown")
        return True

    def _answer(
        self, status: int, data: bytes, stored: bytes = b"", *, body: bool = True, fails: bool = False, span: str = ""
    ) -> None:
        if fails and self.faults.happens("short"):
            data = data[: len(data) // 2]
        cut = fails and self.faults.happens("cut")
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", _tag(stored))
        self.send_header("Last-Modified", formatdate(usegmt=True))
        if span:
            self.send_header("Content-Range", span)
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
        return self.root / unquote(urlsplit(self.path).path).strip("/")


def _tag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
