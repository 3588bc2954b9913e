"""Log lines of a job: one JSON object a line, each with the run and the tile that it is about."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

logger = logging.getLogger("tilebuild")


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: the fields given here, and the record's own ``extra={"fields": …}``."""

    def __init__(self, fields: dict[str, object]) -> None:
        super().__init__()
        self._fields = fields

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname, "message": record.getMessage(), **self._fields}
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_as_json(fields: dict[str, object], stream: TextIO = sys.stderr) -> None:
    """Send everything that the package logs to ``stream`` as JSON lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(fields))
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def log(message: str, **fields: object) -> None:
    """Log a message with fields of its own."""
    logger.info(message, extra={"fields": fields})


def log_error(message: str, **fields: object) -> None:
    """Log an error with fields of its own."""
    logger.error(message, extra={"fields": fields})
