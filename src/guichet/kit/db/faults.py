"""What a database raises, for loops that must outlive it."""

from sqlalchemy.exc import SQLAlchemyError

DATABASE_FAULTS: tuple[type[Exception], ...] = (SQLAlchemyError, OSError)
"""The database refused, went away or cannot be reached: a loop says so, waits and tries again."""
