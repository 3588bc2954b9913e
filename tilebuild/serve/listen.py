"""The HTTP server (uvicorn) round the application."""

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from tilebuild.errors import RequestError

BACKLOG = 2048


def listen(app: ASGIApp, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until told to stop.

    Args:
        app: the application.
        host: address to listen on.
        port: 0 takes a free one.
        ready: called with the page's address as soon as requests are taken.

    Raises:
        RequestError: the address cannot be had.
    """
    config = uvicorn.Config(app, access_log=False, log_level="warning", lifespan="off", server_header=False)
    with bound(host, port) as listener:
        ready(address(host, listener.getsockname()[1]))
        uvicorn.Server(config).run(sockets=[listener])


def address(host: str, port: int) -> str:
    """The address that a browser on this machine opens."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        RequestError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise RequestError(f"cannot listen on {host}:{port}: {error.strerror}; choose another --port") from error
    return listener
