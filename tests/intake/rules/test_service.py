"""Rules are drafted, checked, published and gone back to."""

import asyncio
from dataclasses import replace

import pytest

from guichet.agents import service as agents
from guichet.intake.rules import service
from guichet.intake.rules.stored import KEPT
from guichet.intake.rules.types import Rules, SkillAt, Test, Then
from guichet.kit.errors import Conflict, Invalid, NotFound
from tests.conftest import Database, MakeTenant, MakeWork
from tests.intake.rules.examples import an_id, rule
from tests.intake.rules.scene import ZOE, RuledShop, ruled_shop

FRENCH = Test("language", "one_of", values=("fr",))


@pytest.fixture
async def ruled(make_tenant: MakeTenant, make_work: MakeWork) -> RuledShop:
    return await ruled_shop(make_tenant, make_work)


def to_orders(ruled: RuledShop, name: str = "Orders") -> Rules:
    return (rule(FRENCH, Then(queue_id=ruled.orders.id), name),)


async def test_a_tenant_begins_without_rules_and_without_a_draft(ruled: RuledShop) -> None:
    async with ruled.make_work(ruled.tenant_id) as work:
        published, draft = await service.current(work), await service.draft(work)
    assert (published.number, published.rules, published.by) == (0, (), None)
    assert (draft.version, draft.rules, draft.differs) == (0, (), False)


async def test_a_draft_keeps_what_is_unfinished_and_says_what_is_wrong(ruled: RuledShop) -> None:
    unfinished = (rule(Test("page", "under"), Then()),)
    async with ruled.make_work(ruled.tenant_id) as work:
        saved = await service.save_draft(work, 0, unfinished, ZOE)
        again = await service.draft(work)
    assert saved == again
    assert (again.version, again.rules, again.differs, again.by) == (1, unfinished, True, ZOE)
    assert [(one.pointer, one.code) for one in again.faults] == [
        ("rules/0/then", "nothing_follows"),
        ("rules/0/when/of/0/values/0", "required"),
    ]
    async with ruled.make_work(ruled.tenant_id) as work:
        with pytest.raises(Invalid) as refused:
            await service.publish(work, 1, "", ZOE)
    assert len(refused.value.faults) == 2


async def test_a_draft_of_another_version_is_refused(ruled: RuledShop) -> None:
    async with ruled.make_work(ruled.tenant_id) as work:
        await service.save_draft(work, 0, to_orders(ruled), ZOE)
    for deed in (
        lambda work: service.save_draft(work, 0, (), ZOE),
        lambda work: service.publish(work, 0, "", ZOE),
        lambda work: service.discard(work, 0, ZOE),
    ):
        async with ruled.make_work(ruled.tenant_id) as work:
            with pytest.raises(Conflict):
                await deed(work)


async def test_what_is_published_is_in_force_and_the_draft_is_settled(ruled: RuledShop) -> None:
    published = await ruled.publish(to_orders(ruled))
    async with ruled.make_work(ruled.tenant_id) as work:
        current, draft = await service.current(work), await service.draft(work)
        number, program = await service.program(work)
        with pytest.raises(Conflict) as refused:
            await service.publish(work, draft.version, "", ZOE)
    assert current == published
    assert (current.number, current.by, current.rules) == (1, ZOE, to_orders(ruled))
    assert (draft.differs, draft.based_on, draft.rules) == (False, 1, to_orders(ruled))
    assert (number, program.rules) == (1, to_orders(ruled))
    assert refused.value.code == "nothing_to_publish"


async def test_a_draft_that_came_back_to_what_is_published_is_none(ruled: RuledShop) -> None:
    await ruled.publish(to_orders(ruled))
    async with ruled.make_work(ruled.tenant_id) as work:
        before = await service.draft(work)
        changed = await service.save_draft(work, before.version, (), ZOE)
        undone = await service.save_draft(work, changed.version, to_orders(ruled), ZOE)
    assert (changed.differs, undone.differs) == (True, False)


async def test_discarding_goes_back_to_what_is_published(ruled: RuledShop) -> None:
    await ruled.publish(to_orders(ruled))
    async with ruled.make_work(ruled.tenant_id) as work:
        draft = await service.draft(work)
        changed = await service.save_draft(work, draft.version, (), ZOE)
        discarded = await service.discard(work, changed.version, ZOE)
        assert (discarded.rules, discarded.differs) == (to_orders(ruled), False)
        assert replace(await service.draft(work), faults=()) == discarded


async def test_going_back_publishes_the_older_rules_anew(ruled: RuledShop) -> None:
    await ruled.publish(to_orders(ruled, "A"))
    await ruled.publish(to_orders(ruled, "B"))
    async with ruled.make_work(ruled.tenant_id) as work:
        back = await service.restore(work, 1, ZOE)
        draft = await service.draft(work)
        none = await service.restore(work, 0, ZOE)
        with pytest.raises(Conflict):
            await service.restore(work, 0, ZOE)
        with pytest.raises(NotFound):
            await service.restore(work, 99, ZOE)
    assert (back.number, back.restored, back.rules) == (3, 1, to_orders(ruled, "A"))
    assert (draft.differs, draft.rules) == (False, to_orders(ruled, "A"))
    assert (none.number, none.restored, none.rules) == (4, 0, ())


async def test_going_back_leaves_a_draft_under_way_which_can_still_be_published(
    ruled: RuledShop,
) -> None:
    await ruled.publish(to_orders(ruled, "A"))
    await ruled.publish(to_orders(ruled, "B"))
    async with ruled.make_work(ruled.tenant_id) as work:
        draft = await service.draft(work)
        await service.save_draft(work, draft.version, to_orders(ruled, "C"), ZOE)
        await service.restore(work, 1, ZOE)
        kept = await service.draft(work)
        published = await service.publish(work, kept.version, " why ", ZOE)
    assert (kept.rules, kept.differs) == (to_orders(ruled, "C"), True)
    assert (published.number, published.note) == (4, "why")


async def test_rules_that_name_what_is_gone_are_not_gone_back_to(ruled: RuledShop) -> None:
    await ruled.publish(to_orders(ruled))
    await ruled.publish(())
    async with ruled.make_work(ruled.tenant_id) as work:
        await agents.remove_queue(work, ruled.orders.id, None)
    async with ruled.make_work(ruled.tenant_id) as work:
        with pytest.raises(Invalid) as refused:
            await service.restore(work, 1, ZOE)
    assert [one.code for one in refused.value.faults] == ["unknown_queue"]


async def test_the_last_fifty_versions_are_kept(ruled: RuledShop) -> None:
    for number in range(KEPT + 2):
        await ruled.publish(to_orders(ruled, f"v{number + 1}"))
    async with ruled.make_work(ruled.tenant_id) as work:
        found = await service.versions(work, None, 100)
        older = await service.versions(work, 10, 2)
        with pytest.raises(NotFound):
            await service.version(work, 2)
        assert (await service.version(work, 3)).number == 3
    assert [one.number for one in found] == list(range(KEPT + 2, 2, -1))
    assert [one.number for one in older] == [9, 8]


async def test_two_who_publish_at_once_do_not_overwrite_each_other(ruled: RuledShop) -> None:
    async with ruled.make_work(ruled.tenant_id) as work:
        draft = await service.save_draft(work, 0, to_orders(ruled), ZOE)

    async def publish() -> bool:
        try:
            async with ruled.make_work(ruled.tenant_id) as work:
                await service.publish(work, draft.version, "", ZOE)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(publish(), publish())) == [False, True]


async def test_each_change_is_told_with_its_whole_value(
    database: Database, ruled: RuledShop
) -> None:
    skilled = rule(FRENCH, Then(require=(SkillAt(ruled.french.id, 3),)))
    await ruled.publish((skilled,))
    with database.connect_owner() as connection:
        rows = connection.execute(
            "SELECT kind, version, payload->'item'->'rules'->0->'then'->'require'->0->>'level'"
            " FROM event_log WHERE kind LIKE 'intake.%' ORDER BY seq"
        ).fetchall()
    assert rows == [
        ("intake.routing_draft.changed", 1, "3"),
        ("intake.routing_rules.published", 1, "3"),
        ("intake.routing_draft.changed", 2, "3"),
    ]


async def test_rules_of_one_tenant_are_not_another_ones(
    make_tenant: MakeTenant, ruled: RuledShop
) -> None:
    await ruled.publish(to_orders(ruled))
    async with ruled.make_work(await make_tenant()) as work:
        assert (await service.current(work)).number == 0
        assert (await service.program(work))[1].rules == ()
        foreign = (rule(None, Then(queue_id=ruled.orders.id)),)
        saved = await service.save_draft(work, 0, foreign, ZOE)
    assert [one.code for one in saved.faults] == ["unknown_queue"]
    assert an_id(1) != ruled.orders.id
