"""One command at a time: a lock in the database server."""

from collections.abc import Iterator
from contextlib import contextmanager

from tilebuild.local.postgres import connection
from tilebuild.rawr.database import Database


@contextmanager
def alone(database: Database, name: str) -> Iterator[None]:
    """Hold a lock of that name in the server: two commands that would make the same make it once.

    Raises:
        UnavailableError: the database cannot be reached.
    """
    with connection(database) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (name,))
        yield
