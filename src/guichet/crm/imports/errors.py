"""Refusals of imports."""

from guichet.kit.errors import Conflict


def wrong_state(state: str) -> Conflict:
    """It cannot be done now: read the import again."""
    return Conflict("import_is_elsewhere", state=state)
