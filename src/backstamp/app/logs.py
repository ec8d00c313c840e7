"""Logs of a server: one line per event on standard error, ours and those of the libraries alike."""

import logging
import sys

import structlog

from backstamp.app.printable import printable

_LONGEST = 4000


def _fit_for_terminals(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """One line, whatever a stranger's mail server answered."""
    return {name: printable(value, _LONGEST) if isinstance(value, str) else value for name, value in event.items()}


_SHARED = (
    _fit_for_terminals,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure_logs(*, quiet: bool = False) -> None:
    """Send all logs to standard error, from warnings up where ``quiet``."""
    level = logging.WARNING if quiet else logging.INFO
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(
                    colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
                ),
            ],
            foreign_pre_chain=_SHARED,
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("mail.log", "httpx2", "httpcore2"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
