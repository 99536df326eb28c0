"""What a database raises, for loops that must outlive it."""

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

DATABASE_FAULTS: tuple[type[Exception], ...] = (SQLAlchemyError, OSError)
"""The database refused, went away or cannot be reached: a loop says so, waits and tries again."""
CROWDED: tuple[type[Exception], ...] = (NoConnection,)
"""No connection became free in time: asking more often makes it worse."""
REFUSED_ROWS: tuple[type[Exception], ...] = (IntegrityError, DataError)
"""The database refused what was written: somebody was faster, or it cannot be kept."""
