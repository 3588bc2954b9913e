"""What the database says when it gives up, in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from tilebuild.errors import UnavailableError


@contextmanager
def failures_as_sentences(doing: str = "the import") -> Iterator[None]:
    """Turn a full disk and a lost connection into errors of ours; ``doing`` says during what.

    Raises:
        UnavailableError: as above.
    """
    try:
        yield
    except psycopg2.errors.DiskFull as error:
        raise UnavailableError(f"the disk of the database is full: {str(error).splitlines()[0]}") from None
    except psycopg2.OperationalError as error:
        raise UnavailableError(f"the database gave up during {doing}: {str(error).splitlines()[0]}") from None
