"""What is logged of a fault never holds the values it happened to."""

import logging

import pytest
import structlog

from guichet.kit import logs


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_shows_no_values(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    before = structlog.get_config()
    try:
        logs.configure("info", form)
        _fail("vanille-givree-97")
    finally:
        structlog.configure(**before)
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
    told = "".join(capfd.readouterr())
    assert "ZeroDivisionError" in told
    assert "vanille-givree-97" not in told


def _fail(password: str) -> None:
    try:
        len(password) / 0
    except ZeroDivisionError:
        structlog.get_logger("tests").exception("it broke")
