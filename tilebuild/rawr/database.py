"""A connection to the database that osm2pgsql filled: which replica, which limits, and errors as sentences."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Database:
    """Where the database is and how long it may take; the password is kept out of every text made of it."""

    hosts: tuple[str, ...]
    """Replicas that hold the same data: host names, addresses or socket directories; one is picked per connection."""
    port: int
    names: tuple[str, ...]
    """Databases that hold the same data; one is picked per connection."""
    user: str
    password: str = field(default="", repr=False)
    connect_timeout: int = 10
    """Seconds that one host may take to answer."""
    statement_timeout: int = 3600
    """Seconds that one query may take; 0: no limit."""
    application_name: str = "tilebuild"
    """What the database's administrator sees in ``pg_stat_activity``."""
