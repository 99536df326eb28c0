"""All recipients of a campaign as a file, made while it is sent: a page for each transaction."""

from collections.abc import AsyncIterator, Sequence
from typing import Final
from uuid import UUID

from guichet.campaigns.results import service
from guichet.campaigns.results.reasons import remedy
from guichet.campaigns.results.service import Wanted
from guichet.campaigns.results.sheets import Cell, Format, Rows, written
from guichet.campaigns.results.types import Recipient
from guichet.kit.i18n import Language
from guichet.kit.i18n.texts import sentence
from guichet.kit.ids import TenantId
from guichet.kit.money import decimal_of
from guichet.kit.work import Actor, UnitOfWork

PAGE: Final = 1_000
COLUMNS: Final = (
    "place",
    "name",
    "to",
    "state",
    "reason",
    "parts",
    "price",
    "currency",
    "charged",
    "left_at",
    "ended_at",
    "replied_at",
    "clicks",
    "opted_out_at",
)
"""Their names stand in this room's texts, ``campaigns.column.<name>``."""


class Exporter:
    """One download."""

    def __init__(
        self, open_work: UnitOfWork, tenant_id: TenantId, actor: Actor, language: Language
    ) -> None:
        self._open_work = open_work
        self._tenant_id = tenant_id
        self._actor = actor
        self._language = language

    def file(self, campaign_id: UUID, wanted: Wanted, form: Format) -> AsyncIterator[bytes]:
        """The file, piece by piece; of a campaign that is there."""
        return written(self._rows(campaign_id, wanted), form)

    async def _rows(self, campaign_id: UUID, wanted: Wanted) -> Rows:
        yield [[sentence(self._language, f"campaigns.column.{one}") for one in COLUMNS]]
        after: int | None = 0
        while after is not None:
            async with self._open_work(self._tenant_id, self._actor) as work:
                found, after = await service.recipients(
                    work, campaign_id, wanted, after=after, limit=PAGE
                )
            yield [self._row(one) for one in found]

    def _row(self, one: Recipient) -> Sequence[Cell]:
        row, price = one.row, one.price
        said = f"campaigns.reason.{remedy(row.reason).code}" if row.reason else None
        return [
            row.n,
            one.name,
            one.address,
            sentence(self._language, f"campaigns.state.{row.state}"),
            sentence(self._language, said) if said else None,
            row.parts or None,
            float(decimal_of(price.micros)) if price else None,
            price.currency if price else None,
            sentence(self._language, "campaigns.yes" if row.paid else "campaigns.no"),
            row.left_at,
            row.ended_at,
            row.replied_at,
            row.clicks,
            row.opted_out_at,
        ]
