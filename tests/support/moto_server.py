"""Imitated AWS services on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from moto.server import ThreadedMotoServer


@contextmanager
def moto_server() -> Iterator[str]:
    """The URL of a server that holds nothing yet."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    try:
        forget_everything(url)
        yield url
    finally:
        server.stop()


def forget_everything(url: str) -> None:
    """Empty what all servers of this process share, whatever earlier tests left in it."""
    requests.post(f"{url}/moto-api/reset", timeout=10).raise_for_status()
