"""RAWR tiles, beside a bare COPY of the very same queries, ways and relations included."""

from bench.cost import best
from bench.measured import Measured
from bench.places import Place
from tilebuild.rawr.database import Parameters, Query, Snapshot, open_snapshot
from tilebuild.rawr.extract import Extractor
from tilebuild.rawr.schema import read_schema

RAWR, COPY = "RAWR tiles", "bare COPY of their queries"


class Recorder:
    """Passes a snapshot's queries on, and remembers those that were copied."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.rows, self.part = snapshot.rows, snapshot.part
        self.copied: list[tuple[Query, Parameters]] = []

    def copy(self, query: Query, parameters: Parameters = ()) -> bytes:
        """The same as the snapshot's."""
        self.copied.append((query, parameters))
        return self._snapshot.copy(query, parameters)


def server_of(snapshot: Snapshot) -> int:
    """The process that serves a snapshot."""
    return int(snapshot.rows("SELECT pg_backend_pid()")[0][0])


def rawr(place: Place, most: int) -> list[Measured]:
    """Both, in this process and the server's."""
    with open_snapshot(place.database) as snapshot:
        schema, process = read_schema(snapshot), server_of(snapshot)
        recorder = Recorder(snapshot)

        def extract() -> list[bytes]:
            recorder.copied.clear()
            extractor = Extractor(recorder, schema)  # type: ignore[arg-type]
            return [extractor.rawr_tile(group).data for group in place.groups]

        extract()
        cost, tiles = best(most, extract, process)
        queries = list(recorder.copied)
        bare, streams = best(most, lambda: sum(len(snapshot.copy(*query)) for query in queries), process)
    copy = Measured(COPY, bare, streams, len(queries), "queries", ours=False)
    return [Measured(RAWR, cost, sum(map(len, tiles)), len(tiles), "RAWR tiles", COPY), copy]
