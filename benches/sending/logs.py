"""Logs as a server writes them, to where nobody reads: writing them is part of the work."""

import os
from contextlib import redirect_stderr
from pathlib import Path

from guichet.kit import logs


def to_nowhere() -> None:
    """Log as JSON from now on."""
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    with redirect_stderr(nowhere):
        logs.configure(form="json")
