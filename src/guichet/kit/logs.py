"""Logs: one event per line, as JSON for machines or coloured for people, on standard error.

Everything that logs through the standard library (uvicorn, alembic, procrastinate) comes out
in the same form.
"""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import Processor

Format = Literal["auto", "json", "console"]

_QUIET = ("uvicorn", "sqlalchemy", "alembic", "procrastinate", "nats", "asyncio", "httpx")
"""Libraries whose ordinary news concern nobody: only their warnings are logged."""


def configure(level: str = "info", form: str = "auto") -> None:
    """Set up logging for this process; the last call wins."""
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    renderer: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        *_rendering(console),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=renderer, foreign_pre_chain=[structlog.stdlib.add_logger_name, *_SHARED]
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _rendering(console: bool) -> list[Processor]:
    if console:
        # plain: the default shows local variables, and with them passwords and tokens
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
