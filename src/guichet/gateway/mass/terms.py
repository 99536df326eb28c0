"""What orders of a tenant are measured by: its place, prices, own rules and names, and who always
wants to be told. Read once a second for each tenant that sends, not for each message.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.tenants import service as tenants
from guichet.gateway.mass import repository
from guichet.gateway.mass.care import question
from guichet.gateway.mass.types import ReportTo, Wording
from guichet.kit.ids import TenantId
from guichet.policies.care import service as care
from guichet.policies.contents import facts_of
from guichet.policies.names import service as names
from guichet.policies.presets import shipped
from guichet.policies.senders import is_number
from guichet.policies.territories import territories_of
from guichet.policies.types import Deny, Reason, Stricter, TextFacts
from guichet.policies.verdicts import Counsel
from guichet.prices import service as prices
from guichet.prices.rating import Tariff

BELIEVED: Final = timedelta(seconds=1)
"""How old what a tenant and the platform decided may be when an order is measured by it."""
_LATELY: Final = timedelta(minutes=1)
MOST: Final = 2_000
_MOST_COUNSELS: Final = 4_000

_Asked = tuple[str, str, str | None, TextFacts]


@dataclass(slots=True)
class Terms:
    """Of one tenant, for a moment."""

    at: datetime
    suspended: bool
    territory: str
    zone: ZoneInfo
    tariff: Tariff | None
    stricter: Stricter
    registered: frozenset[str]
    wishes: tuple[ReportTo, ...]
    _counsels: dict[_Asked, Counsel] = field(default_factory=dict)

    def today(self, at: datetime) -> date:
        """The tenant's own day."""
        return at.astimezone(self.zone).date()

    def objections(
        self, counsel: Counsel, addresses: Iterable[str]
    ) -> Mapping[str | None, Sequence[Reason]]:
        """What would be denied, by territory, were it handed over when ``counsel`` is about; hours
        and refusals are asked when a message leaves.
        """
        found: dict[str | None, Sequence[Reason]] = {}
        for territory in set(territories_of(addresses)):
            verdict = counsel.verdict_in(territory)
            if isinstance(verdict, Deny):
                found[territory] = [verdict.reason]
        return found

    def counsel(self, wording: Wording, at: datetime) -> Counsel:
        """What the law says of a wording at ``at``. What is asked for now is answered once for all
        that ask the same.
        """
        if at > self.at + BELIEVED:
            return self._asked(wording, at)
        answerable = wording.sender is None or is_number(wording.sender)
        facts = facts_of(wording.text, answerable=answerable)
        about = wording.about or wording.purpose
        key = (about, wording.consent, wording.sender, facts)
        found = self._counsels.get(key)
        if found is None:
            if len(self._counsels) >= _MOST_COUNSELS:
                self._counsels.clear()
            found = self._counsels[key] = self._asked(wording, at)
        return found

    def _asked(self, wording: Wording, at: datetime) -> Counsel:
        return Counsel(shipped(), question(wording, self.stricter, self.registered, at))


class KnownTerms:
    """Those of one process."""

    def __init__(self) -> None:
        self._of: dict[TenantId, Terms] = {}

    def known(self, tenant_id: TenantId, now: datetime) -> Terms | None:
        """The tenant's, if they are known and not older than a second."""
        known = self._of.get(tenant_id)
        fresh = known is not None and known.at <= now < known.at + BELIEVED
        return known if fresh else None

    def lately(self, tenant_id: TenantId, now: datetime) -> Terms | None:
        """The tenant's, if they were known within the last minute: for what hardly ever changes."""
        known = self._of.get(tenant_id)
        fresh = known is not None and known.at <= now < known.at + _LATELY
        return known if fresh else None

    async def of(self, session: AsyncSession, tenant_id: TenantId, now: datetime) -> Terms:
        """The tenant's, at most a second old.

        :raises NotFound: there is no such tenant
        """
        known = self.known(tenant_id, now)
        if known is not None:
            return known
        if len(self._of) >= MOST:
            self._of.clear()
        found = self._of[tenant_id] = await read(session, tenant_id, now)
        return found


async def read(session: AsyncSession, tenant_id: TenantId, now: datetime) -> Terms:
    """The tenant's terms as they are now.

    :raises NotFound: there is no such tenant
    """
    tenant = await tenants.of_id(session, tenant_id)
    decided = await care.of(session, tenant_id)
    return Terms(
        at=now,
        suspended=tenant.status == "suspended",
        territory=tenant.settings.territory,
        zone=ZoneInfo(tenant.settings.zone),
        tariff=await prices.tariff_of(session, tenant_id, now),
        stricter=decided.stricter,
        registered=await names.registered(session, tenant_id),
        wishes=await repository.wishes_of(session, tenant_id),
    )
