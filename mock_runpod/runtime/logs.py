"""How log lines look: text for eyes, JSON for machines. Nothing here ever holds a key or a body."""

import logging
import sys
from datetime import UTC, datetime

import orjson

from mock_runpod.errors import Invalid
from mock_runpod.settings import Server


class JsonLines(logging.Formatter):
    """`ts` in RFC 3339, level, logger, message, and what the record carries under `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def begin(server: Server) -> None:
    """Send the package's log where the options say. Raises Invalid if it cannot be written."""
    try:
        handler = (
            logging.FileHandler(server.log_file, encoding="utf-8")
            if server.log_file
            else logging.StreamHandler(sys.stderr)
        )
    except OSError as error:
        raise Invalid(f"cannot write the log {server.log_file}: {error.strerror}") from None
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")
    handler.setFormatter(JsonLines() if server.log_format == "json" else text)
    logging.raiseExceptions = False  # a log that breaks must not break the server
    for name in ("mock_runpod", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(server.log_level.upper() if name == "mock_runpod" else logging.WARNING)
