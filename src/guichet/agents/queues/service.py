"""Queues: made, changed, removed; the default one is there when it is needed.

Works run under the request role as well as under the system role.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.tenants import service as tenants
from guichet.agents.calendars import service as calendars
from guichet.agents.events import QUEUE_CHANGED, event_of
from guichet.agents.items import queue_item
from guichet.agents.keys import key_of, normal
from guichet.agents.queues import checks, repository
from guichet.agents.repository import take_turn
from guichet.agents.skills import service as skills
from guichet.agents.types import Disposition, Queue, QueuePlace, QueueRules, queue_of
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.i18n import sentence
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def default(work: Work) -> Queue:
    """The queue everything waits in that nothing sends elsewhere; made on first need, once,
    however many need it at the same time.
    """
    found = await repository.default(work)
    if found is not None:
        return found
    await take_turn(work)
    found = await repository.default(work)
    return found or await _first(work)


async def _first(work: Work) -> Queue:
    language = (await tenants.get(work, work.tenant_id)).settings.languages[0]
    rules = QueueRules(name=sentence(language, "agents.default_queue", {}))
    return await _add(work, rules, (), is_default=True)


async def get(work: Work, queue_id: UUID) -> Queue:
    """One. Raises ``NotFound``, also when it was removed."""
    found = await repository.get(work, queue_id)
    if found is None or found.removed:
        raise NotFound
    return found


async def living(work: Work, queue_id: UUID) -> Queue:
    """The queue, or the one its waiting went to when it was removed; at last the default one."""
    found, seen = await repository.get(work, queue_id), set[UUID]()
    while found is not None and found.moved_to is not None and found.id not in seen:
        seen.add(found.id)
        found = await repository.get(work, found.moved_to)
    return found if found is not None and not found.removed else await default(work)


async def all_of(work: Work) -> Sequence[Queue]:
    """Every queue that was not removed, the default one first, then by name."""
    await default(work)
    return in_order(await everything(work.session, work.tenant_id))


async def everything(session: AsyncSession, tenant_id: TenantId) -> Sequence[Queue]:
    """Every queue that was not removed, the oldest first. Changes nothing."""
    found = await repository.everything(session, tenant_id)
    return [one for one in found if not one.removed]


def in_order(found: Sequence[Queue]) -> Sequence[Queue]:
    """The default one first, then by name."""
    return sorted(found, key=lambda one: (not one.is_default, normal(one.name)))


async def create(work: Work, rules: QueueRules) -> Queue:
    """A new queue.

    :raises Conflict: ``name_taken``.
    :raises Invalid: naming the fields that cannot be used.
    """
    await take_turn(work)
    known = await _known(work)
    checks.check_rules(rules, None, known)
    one = await _add(work, rules, [one.key for one in known.queues], is_default=False)
    await _note(work, one)
    return one


async def change(work: Work, queue_id: UUID, version: int, rules: QueueRules) -> Queue:
    """Decide anew what ``version`` of a queue was. Safe to repeat.

    :raises NotFound: there is no such queue.
    :raises Conflict: somebody changed it meanwhile; ``name_taken``.
    :raises Invalid: naming the fields that cannot be used.
    """
    await take_turn(work)
    before = await _held(work, queue_id)
    wanted = _with_ids(work, rules, before.dispositions)
    if wanted == before.decided:
        return before
    if before.version != version:
        raise Conflict
    checks.check_rules(wanted, before, await _known(work))
    return await _store(work, before.with_rules(wanted))


async def remove(work: Work, queue_id: UUID, to: UUID | None) -> Queue:
    """Close a queue for good; who waits in it goes to ``to``, or the default queue. Give it with
    the tenant's turn taken and nothing else using it.

    :raises Conflict: ``default_queue``.
    :raises NotFound: there is no such queue.
    :raises Invalid: ``to`` is none or this one.
    """
    one = await _held(work, queue_id)
    if one.is_default:
        raise Conflict("default_queue")
    target = await default(work) if to is None else await repository.get(work, to)
    if target is None or target.removed or target.id == one.id:
        raise Invalid(None, (FieldFault("to", "wrong_value", {}, "query"),))
    return await _store(work, replace(one, moved_to=target.id))


async def _known(work: Work) -> checks.Known:
    return checks.Known(
        await repository.everything(work.session, work.tenant_id),
        {one.id for one in await calendars.everything(work.session, work.tenant_id)},
        {one.id for one in await skills.everything(work.session, work.tenant_id)},
    )


async def _held(work: Work, queue_id: UUID) -> Queue:
    found = await repository.lock(work, queue_id)
    if found is None or found.removed:
        raise NotFound
    return found


async def _add(work: Work, rules: QueueRules, taken: Sequence[str], *, is_default: bool) -> Queue:
    wanted = _with_ids(work, rules)
    key = key_of(rules.name, taken)
    one = queue_of(wanted, QueuePlace(work.ids.new(), 1, key, is_default))
    if not await repository.add(work, one):
        raise Conflict
    await _tell(work, one)
    return one


async def _store(work: Work, changed: Queue) -> Queue:
    one = replace(changed, version=changed.version + 1)
    await repository.write(work, one)
    await _tell(work, one)
    await _note(work, one)
    return one


async def _tell(work: Work, one: Queue) -> None:
    await work.record(event_of(QUEUE_CHANGED, "queue", queue_item(one)))


async def _note(work: Work, one: Queue) -> None:
    await audit.write(work, QUEUE_CHANGED, f"queue:{one.id}", {"name": one.name})


def _with_ids(work: Work, rules: QueueRules, before: Sequence[Disposition] = ()) -> QueueRules:
    """Dispositions that are new get their ids; one that was there by its name keeps its own."""
    known = {one.name: one.id for one in before}
    named = tuple(
        one if one.id.int else Disposition(known.get(one.name) or work.ids.new(), one.name)
        for one in rules.dispositions
    )
    return replace(rules, dispositions=named)
