"""How log lines look: text for eyes, JSON for machines. Nothing here ever holds a key or a body."""

import logging
import re
import sys
from datetime import UTC, datetime

import orjson

from mock_runpod.errors import Invalid
from mock_runpod.settings import Server

#: Control characters, also those of the second set and the line separators.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


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


class TextLines(logging.Formatter):
    """For eyes. What a caller sent can neither begin a line of its own nor steer a terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return CONTROL.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))


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
    handler.setFormatter(JsonLines() if server.log_format == "json" else TextLines())
    logging.raiseExceptions = False  # a log that breaks must not break the server
    for name in ("mock_runpod", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(server.log_level.upper() if name == "mock_runpod" else logging.WARNING)
