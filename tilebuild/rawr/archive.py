"""RAWR tiles as zips: one member per table, deflated, in the order of :data:`tilebuild.rawr.members.ORDER`.

A table without rows is a member of 0 bytes; a table that the database does not have is absent.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from tilebuild.errors import RequestError
from tilebuild.rawr.members import FEATURES, OPTIONAL, ORDER, RELATIONS, REQUIRED, WAYS
from tilebuild.rawr.msgpack_rows import decode
from tilebuild.rawr.rows import Rows
from tilebuild.rawr.zips import read_content, read_directory, write_zip


@dataclass(frozen=True)
class RawrTile:
    """What a RAWR tile holds."""

    tables: Mapping[str, Rows]
    """Rows by member name, in the members' order; optional tables only if present."""
    ways: bytes
    """The member of ways, for :func:`tilebuild.rawr.slim_read.decode_ways`."""
    relations: bytes
    """The member of relations, for :func:`tilebuild.rawr.slim_read.decode_relations`."""


def read_rawr(data: bytes, what: str = "the RAWR tile") -> RawrTile:
    """Read a RAWR tile; ``what`` names it in messages. Members of unknown name are passed over.

    Raises:
        RequestError: it is no zip, or a member is missing, damaged or malformed; the sentence names it.
    """
    members = _members(data, what, ORDER)
    return RawrTile(_decoded(members), members[WAYS], members[RELATIONS])


def read_tables(data: bytes, what: str = "the RAWR tile") -> dict[str, Rows]:
    """Only the tables of a RAWR tile, which are all that is drawn.

    Raises:
        RequestError: as of :func:`read_rawr`, but for what is wrong inside of the members of ways and relations.
    """
    return _decoded(_members(data, what, (*FEATURES, *OPTIONAL)))


def _members(data: bytes, what: str, wanted: Container[str]) -> dict[str, bytes]:
    """The contents of the wanted members that are there; all that are required must be."""
    directory = read_directory(data, what)
    missing = [name for name in REQUIRED if name not in directory]
    if missing:
        raise RequestError(f"{what} has no member {missing[0]!r}: it must have {', '.join(REQUIRED)}")
    return {name: read_content(data, info, what) for name, info in directory.items() if name in wanted}


def _decoded(members: Mapping[str, bytes]) -> dict[str, Rows]:
    return {name: decode(members[name], name) for name in (*FEATURES, *OPTIONAL) if name in members}


def write_rawr(members: Mapping[str, bytes]) -> bytes:
    """The zip of encoded members, by name; the same members are the same bytes.

    Raises:
        RequestError: a required member is missing, or a name is unknown.
    """
    wrong = [*(name for name in REQUIRED if name not in members), *(name for name in members if name not in ORDER)]
    if wrong:
        raise RequestError(
            f"member {wrong[0]!r} of the RAWR tile is missing or unknown: it holds {', '.join(REQUIRED)}, "
            f"and may hold {', '.join(OPTIONAL)}"
        )
    return write_zip((name, members[name]) for name in ORDER if name in members)
