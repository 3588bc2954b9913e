"""An imitated AWS that notes which permission each request to S3 needs, as IAM would ask for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import unescape

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from tests.support.moto_server import forget_everything

REGION = "eu-central-1"
KEY = "function"
"""The access key whose requests are noted; another is of somebody who may do everything."""


class Need(NamedTuple):
    """An action on an ARN."""

    action: str
    resource: str


class Store:
    """The server's address, and what was asked of it."""

    def __init__(self) -> None:
        self.url = ""
        self.needs: list[Need] = []
        self._application = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """A WSGI application: notes the request and hands it on."""
        if f"Credential={KEY}/" in environ.get("HTTP_AUTHORIZATION", ""):
            self.needs += needs(environ)
        return self._application(environ, start_response)

    def client(self, service: str = "s3") -> Any:
        """A client whose requests are not noted."""
        return boto3.client(  # type: ignore[call-overload] # the service is a parameter
            service, endpoint_url=self.url, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x"
        )


def needs(environ: Any) -> Iterator[Need]:
    """What a request needs; path-style addresses.

    Raises:
        NotImplementedError: it is one that nothing here makes.
    """
    if "HTTP_X_AMZ_TARGET" in environ:  # another service's
        return
    bucket, _, key = unquote(environ["PATH_INFO"]).lstrip("/").partition("/")
    method, query = environ["REQUEST_METHOD"], parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    arn = f"arn:aws:s3:::{bucket}/{key}"
    if source := environ.get("HTTP_X_AMZ_COPY_SOURCE"):
        yield Need("s3:GetObject", f"arn:aws:s3:::{unquote(source).lstrip('/')}")
    if not key and method == "GET" and query.get("list-type") == ["2"]:
        yield Need("s3:ListBucket", f"arn:aws:s3:::{bucket}")
    elif key and method in ("GET", "HEAD"):
        yield Need("s3:GetObject", arn)
    elif key and (method == "PUT" or (method == "POST" and {"uploads", "uploadId"} & set(query))):
        yield Need("s3:PutObject", arn)
    elif key and method == "DELETE":
        yield Need("s3:DeleteObject", arn)
    elif not key and method == "POST" and "delete" in query:
        for name in re.findall(r"<Key>([^<]+)</Key>", _body(environ)):
            yield Need("s3:DeleteObject", f"arn:aws:s3:::{bucket}/{unescape(name)}")
    else:
        raise NotImplementedError(f"{method} {environ['PATH_INFO']}?{environ['QUERY_STRING']}")


def _body(environ: Any) -> str:
    """The request's body, which can be read once more afterwards."""
    body: bytes = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = BytesIO(body)
    return body.decode()


@contextmanager
def recording_s3(*buckets: str) -> Iterator[Store]:
    """Serve an S3 with these buckets."""
    store = Store()
    server = make_server("127.0.0.1", 0, store, threaded=True)
    store.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        forget_everything(store.url)
        for bucket in buckets:
            store.client().create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield store
    finally:
        server.shutdown()
        thread.join()
