"""What keys did lately, counted in memory and written now and then: no request waits for it."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from guichet.accounts.api_keys import repository
from guichet.accounts.api_keys.types import ApiKey
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Quota
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import TenantId

_DayUse = tuple[TenantId, Quota, date]


class KeyUses:
    """The uses of one process since they were last written.

    Bounded by the number of valid keys. What a process that is killed had not written is lost:
    the last use is then up to one period old and the day's count that much too low.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[TenantId, UUID], datetime] = {}
        self._added: dict[_DayUse, int] = {}
        self._written: dict[_DayUse, int] = {}

    def note(self, key: ApiKey, now: datetime) -> int:
        """Count one use; gives how many calls the key's tenant made today, as far as this
        process knows: all of its own, those of others up to the last time it wrote.
        """
        self._last[(key.tenant_id, key.id)] = now
        day = (key.tenant_id, Quota.API_CALLS_PER_DAY, now.date())
        self._added[day] = self._added.get(day, 0) + 1
        return self._written.get(day, 0) + self._added[day]

    async def write(self, system_db: SystemDatabase) -> int:
        """Write what was noted, in one transaction; gives how many keys were used. Meant to run
        about once a minute and once at the end. On failure everything is kept for next time.
        """
        last, added = self._last, self._added
        self._last, self._added = {}, {}
        if not last:
            return 0
        try:
            totals = await _write(system_db, last, added)
        except BaseException:
            self._take_back(last, added)
            raise
        self._written = _of_newest_day({**self._written, **totals})
        return len(last)

    def _take_back(
        self, last: Mapping[tuple[TenantId, UUID], datetime], added: Mapping[_DayUse, int]
    ) -> None:
        self._last = {**last, **self._last}
        for day, amount in added.items():
            self._added[day] = self._added.get(day, 0) + amount


def _of_newest_day(totals: Mapping[_DayUse, int]) -> dict[_DayUse, int]:
    newest = max(day for _, _, day in totals)
    return {key: total for key, total in totals.items() if key[2] == newest}


async def _write(
    system_db: SystemDatabase,
    last: Mapping[tuple[TenantId, UUID], datetime],
    added: Mapping[_DayUse, int],
) -> Mapping[_DayUse, int]:
    async with system_db.transaction() as session:
        await repository.note_uses(session, last)
        return await entitlements.add_use(session, added)
