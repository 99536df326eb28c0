"""Both live screens follow whatever happens to campaigns by events alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.accounts.rights import Role, rights_of
from guichet.campaigns import service
from guichet.campaigns.marks import service as marks
from guichet.campaigns.marks.types import Mark
from guichet.campaigns.results.following import ResultsFollower
from guichet.campaigns.topics import CampaignResults, CampaignsOpen
from guichet.gateway.mass import service as mass
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.topics import Viewer
from tests.campaigns.results.scene import BY, become, campaign, sending
from tests.conftest import Database, MakeTenant, MakeWork
from tests.gateway.mass.line import numbers
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot


def viewer(tenant: TenantId, ids: IdMaker) -> Viewer:
    rights = rights_of([Role.CAMPAIGN_AUTHOR])
    return Viewer(UserId(ids.new()), tenant, frozenset(one.value for one in rights))


async def test_campaigns_that_are_not_over_are_followed(
    database: Database,
    request_db: RequestDatabase,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    async with sending(system_db, tenant, clock, ids) as work:
        before = await campaign(work, numbers(2))

    async def much() -> None:
        async with sending(system_db, tenant, clock, ids) as work:
            other = await campaign(work, numbers(1))
        async with make_work(tenant) as work:
            await become(work, before.id, "paused")
            draft = await service.create(work, other.campaign.draft, BY)
            named = replace(draft.draft, name="Fêtes")
            await service.change(work, draft.id, named, draft.version)
            gone = await service.create(work, other.campaign.draft, BY)
            await service.remove(work, gone.id)
            await become(work, other.id, "done")

    shown = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, CampaignsOpen(), viewer(tenant, ids), {}, much
    )
    values = [one.value for one in shown if isinstance(one.value, dict)]
    assert {(one["name"], one["state"]) for one in values} == {
        ("Soldes", "paused"),
        ("Fêtes", "draft"),
    }


async def test_what_a_campaign_comes_to_is_followed(
    database: Database,
    request_db: RequestDatabase,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    follower = ResultsFollower(system_db.transaction, clock, ids)
    async with sending(system_db, tenant, clock, ids) as work:
        sent = await campaign(work, numbers(4))
        other = await campaign(work, numbers(1))

    async def much() -> None:
        for message in (*sent.messages[:2], other.messages[0]):
            async with make_work(tenant) as work:
                await mass.cancel(work, message)
            clock.advance(timedelta(seconds=2))
            await follower.follow()
        async with make_work(tenant) as work:
            done = [Mark(3, "replied", work.now), Mark(3, "clicked", work.now)]
            await marks.add(work.session, tenant, ids, [(sent.id, one) for one in done])
            await become(work, sent.id, "done")
        await follower.follow()

    params = {"campaign_id": str(sent.id)}
    shown = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, CampaignResults(), viewer(tenant, ids), params, much
    )
    values = {one.kind: one.value for one in shown}
    assert isinstance(values["figures"], dict)
    assert isinstance(values["campaign"], dict)
    assert values["campaign"]["state"] == "done"
    counts = values["figures"]["counts"]
    assert isinstance(counts, dict)
    assert counts["state:cancelled"] == 2
    assert (counts["replied"], counts["clicked"]) == (1, 1)


async def test_nobody_looks_at_what_is_not_there(
    request_db: RequestDatabase, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    topic, tenant = CampaignResults(), await make_tenant()
    with pytest.raises(Invalid):
        topic.parse({"campaign_id": "x"})
    with pytest.raises(Invalid):
        CampaignsOpen().parse({"campaign_id": "x"})
    asked = topic.parse({"campaign_id": str(ids.new())})
    async with request_db.snapshot(tenant) as session:
        with pytest.raises(NotFound):
            await topic.snapshot(session, viewer(tenant, ids), asked)
