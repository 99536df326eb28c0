"""What a tenant decided for itself is kept with its version."""

import pytest

from guichet.kit.errors import Conflict
from guichet.policies.care import service
from guichet.policies.types import Cap, Hours, Stricter, Window
from tests.conftest import MakeTenant, MakeWork


async def test_a_companys_own_rules_are_kept_and_a_stale_change_is_refused(
    make_work: MakeWork, make_tenant: MakeTenant
) -> None:
    tenant_id = await make_tenant()
    chosen = Stricter(
        prudent=False,
        hours=Hours((Window(frozenset({0, 1}), 540, 60),), "forbid", "warn"),
        cap=Cap(2, 7),
        added_days=frozenset({"2026-12-24"}),
        removed_days=frozenset({"2026-03-12"}),
    )
    async with make_work(tenant_id) as work:
        assert (await service.of(work.session, tenant_id)).stricter == Stricter()
        assert (await service.put(work, chosen, 0)).version == 1
        kept = await service.of(work.session, tenant_id)
        assert kept.stricter == chosen
        with pytest.raises(Conflict, match="changed_meanwhile"):
            await service.put(work, Stricter(), 0)
        assert (await service.put(work, Stricter(), 1)).stricter == Stricter()
