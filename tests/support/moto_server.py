"""Imitated AWS services on loopback."""

from functools import cache

import requests
from moto.server import ThreadedMotoServer


def moto_server() -> str:
    """The URL of a server that holds nothing yet: always the same one, which ends with this process."""
    url = _running()
    forget_everything(url)
    return url


@cache
def _running() -> str:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


def forget_everything(url: str) -> None:
    """Empty what all servers of this process share, whatever earlier tests left in it."""
    requests.post(f"{url}/moto-api/reset", timeout=10).raise_for_status()
