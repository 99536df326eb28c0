"""The table of numbers that are to be forgotten."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, APPEND, Grants, TenantTable


class ForgottenNumberRow(TenantTable):
    """A number whose owner was erased; gone once no text has it any more."""

    __tablename__ = "forgotten_number"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = ALL

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    asked_at: Mapped[datetime]
