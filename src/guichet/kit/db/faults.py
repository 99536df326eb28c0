"""What a database raises, for loops that must outlive it."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

DATABASE_FAULTS: tuple[type[Exception], ...] = (SQLAlchemyError, OSError)
"""The database refused, went away or cannot be reached: a loop says so, waits and tries again."""
CROWDED: tuple[type[Exception], ...] = (NoConnection,)
"""No connection became free in time: asking more often makes it worse."""
REFUSED_ROWS: tuple[type[Exception], ...] = (IntegrityError, DataError)
"""The database refused what was written: somebody was faster, or it cannot be kept."""
ENDED_BY_IT: tuple[type[Exception], ...] = (DBAPIError,)
"""The database refused or ended a statement: ``lasted_too_long`` tells one reason."""
_TOO_LONG = frozenset({"57014", "25P03", "25P04"})
"""A statement, a pause within a transaction, or a transaction lasted longer than its role may."""


def lasted_too_long(fault: Exception) -> bool:
    """Whether the database ended what was asked because it took too long: less at once may do."""
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", None) in _TOO_LONG


def connection_lost(fault: Exception) -> bool:
    """Whether nobody knows what became of a transaction: its connection ended under it."""
    return isinstance(fault, DBAPIError) and fault.connection_invalidated
