"""Old decisions and judged promises go; newer ones, and those still open, stay."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from guichet.accounts.works import SystemWorks
from guichet.interactions.types import Why
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM
from guichet.processes.jobs import forget_old_routing
from guichet.routing import repository, service
from guichet.routing.fates import Fate
from guichet.routing.promises import Promise
from guichet.routing.records import Record
from tests.conftest import MakeTenant

JUDGED, OPEN = UUID(int=1), UUID(int=2)
QUEUE = UUID(int=3)


class Past:
    """A tenant with two promises and a decision, as old as wanted."""

    def __init__(self, ground: Ground, tenant_id: TenantId) -> None:
        self._open = SystemWorks(ground.system_db, ground.clock, ground.ids)
        self._tenant_id = tenant_id

    async def lived(self) -> None:
        async with self._open(SYSTEM, self._tenant_id) as work:
            made = [
                Promise(one, 0, QUEUE, "Ventes", work.now, 1, 0, 60, 50) for one in (JUDGED, OPEN)
            ]
            await repository.add_promises(work, made)
            await repository.settle(work, JUDGED, [0], Fate("answered", work.now))
            await repository.add(
                work, Record(work.ids.new(), JUDGED, work.now, "offered", Why("first_in_line"))
            )

    async def left(self) -> tuple[Sequence[int], Sequence[int]]:
        """How many promises and decisions of each request."""
        async with self._open(SYSTEM, self._tenant_id) as work:
            both = (JUDGED, OPEN)
            promises = [len(await repository.promises_of(work, one)) for one in both]
            decisions = [len(await repository.of_interaction(work, one, None, 9)) for one in both]
        return promises, decisions


async def test_what_was_decided_and_promised_is_forgotten_after_thirteen_months(
    ground: Ground, make_tenant: MakeTenant, clock: ManualClock
) -> None:
    past = Past(ground, await make_tenant())
    await past.lived()
    clock.advance(service.KEPT_FOR)
    await forget_old_routing.run(ground)
    assert await past.left() == ([1, 1], [1, 0])
    clock.advance(timedelta(seconds=1))
    await forget_old_routing.run(ground)
    assert await past.left() == ([0, 1], [0, 0]), "what is open is judged first"


async def test_all_of_it_goes_however_much_there_is(
    ground: Ground,
    make_tenant: MakeTenant,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "FORGOTTEN_AT_ONCE", 1)
    tenants = [Past(ground, await make_tenant()) for _ in range(3)]
    for one in tenants:
        await one.lived()
    clock.advance(service.KEPT_FOR + timedelta(seconds=1))
    await forget_old_routing.run(ground)
    assert [await one.left() for one in tenants] == [([0, 1], [0, 0])] * 3
