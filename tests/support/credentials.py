"""A container's credentials that last for a moment, and a store that notes by which of them it was asked."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


class _Handler(BaseHTTPRequestHandler):
    """``/credentials`` gives a new key each time; anything else is an object, read with a key."""

    lifetime: timedelta
    given: list[str]
    used: list[str]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == "/credentials":
            self._answer(json.dumps(self._new_credentials()).encode())
            return
        key = re.search("Credential=([^/]*)/", self.headers.get("Authorization", ""))
        self.used.append(key[1] if key else "")
        self._answer(b"an object")

    def _new_credentials(self) -> dict[str, str]:
        self.given.append(f"KEY{len(self.given)}")
        expires = (datetime.now(UTC) + self.lifetime).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "AccessKeyId": self.given[-1],
            "SecretAccessKey": "s",
            "Token": "t",
            "Expiration": expires,
            "Code": "Success",
            "Type": "",
            "LastUpdated": expires,
        }

    def _answer(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", '"e"')
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def keys_used(lifetime: timedelta, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Lead every client there by the environment that a container has; the keys that objects were read with."""
    handler = type("Handler", (_Handler,), {"lifetime": lifetime, "given": [], "used": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        (folder / "token").write_text("token")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "TILEBUILD_BUCKETS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{url}/credentials")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(folder / "token"))
        yield handler.used  # type: ignore[attr-defined]
        server.shutdown()
