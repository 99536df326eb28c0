"""What went wrong with jobs; the queue itself is procrastinate's, in the schema ``jobs``."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import MachineryTable


class JobFailure(MachineryTable):
    """The last error of a job that failed, kept until the job succeeds or is deleted. Whether it
    is given up, the queue says.
    """

    __tablename__ = "job_failure"

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    tenant_id: Mapped[UUID | None]
    attempts: Mapped[int]
    error: Mapped[str]
    failed_at: Mapped[datetime]
