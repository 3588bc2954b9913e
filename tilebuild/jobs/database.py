"""From a job's settings to the database that it reads."""

from tilebuild.errors import RequestError
from tilebuild.rawr.database import Database
from tilebuild.settings import Connection, LowConnection, RawrConnection


def rawr_database(connection: RawrConnection) -> Database:
    """Where a RAWR job reads.

    Raises:
        RequestError: no database is named.
    """
    return _database(connection, (connection.dbname,) if connection.dbname else (), "rawr__postgresql__dbname")


def low_database(connection: LowConnection) -> Database:
    """Where a low-zoom job reads.

    Raises:
        RequestError: no database is named.
    """
    return _database(connection, connection.dbnames, "postgresql__dbnames")


def _database(connection: Connection, names: tuple[str, ...], setting: str) -> Database:
    if not names:
        raise RequestError(f"setting TILEQUEUE__{setting} is not set: this job reads a database")
    return Database(
        hosts=connection.host,
        port=connection.port,
        names=names,
        user=connection.user,
        password=connection.password,
        connect_timeout=connection.connect_timeout,
        statement_timeout=connection.statement_timeout,
    )
