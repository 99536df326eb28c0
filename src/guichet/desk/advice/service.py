"""Asking the platform's operator, and what becomes of it.

Every work here is one of the operator's tenant. What an asker gives is bound to them by the
statements; what the operator's agents do goes through the desk as with any request.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.accounts.askers import Asker
from guichet.accounts.tenants import service as tenants
from guichet.desk import rules
from guichet.desk.advice import repository, states
from guichet.desk.advice.events import advice_event
from guichet.desk.advice.states import State
from guichet.desk.advice.types import Asking, Request, Who
from guichet.desk.sending import tell
from guichet.desk.types import Ability
from guichet.gateway.context import Claims, Context
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.types import Draft, EntryPoint
from guichet.gateway.registry import Registry
from guichet.gateway.types import Identity, Inbound, Notice
from guichet.intake import service as intake
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.interactions.types import Agent, Message
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.work import Work

CHANNEL = "console"
MOST_SHOWN = 500
"""Messages of one request, the newest."""


def sender(asker: Asker) -> Identity:
    """By what the operator's tenant knows the asker."""
    return Identity("external", asker.address)


def peer_id(asker: Asker, key: str) -> str:
    """What makes a repeat harmless: no two askers share one."""
    return f"{asker.address}:{key}"


async def ask(work: Work, registry: Registry, who: Who, asking: Asking) -> Request:
    """Somebody asks: it waits at the operator's desk like any request. The same ``asking.key``
    again gives what was asked before. Raises ``Conflict`` ``nobody_to_ask`` while the operator
    takes none, ``Invalid``.
    """
    arrival = await _arrival(work, registry)
    inbound = Inbound(
        peer_id=peer_id(who.asker, asking.key),
        sender=sender(who.asker),
        text=asking.text,
        name=who.name,
        language=who.language,
        subject=asking.title,
        context=_context(who, asking),
        apart=True,
    )
    accepted = await intake.receive(work, arrival, inbound)
    if accepted.repeat:
        return await of_conversation(work, accepted.interaction_id)
    one = Request(
        id=work.ids.new(),
        version=1,
        interaction_id=accepted.interaction_id,
        kind=asking.kind,
        title=asking.title,
        asker=who.asker,
        company=who.company,
        state=State.RECEIVED,
        reason=None,
        created_at=work.now,
        changed_at=work.now,
    )
    await repository.add(work, one)
    conversation = await interactions.get(work, one.interaction_id)
    await work.record(advice_event(one, conversation.person.id))
    return one


async def add(
    work: Work, registry: Registry, who: Who, request_id: UUID, *, text: str, key: str
) -> Request:
    """The asker says more; a request that was over waits again. The same ``key`` again changes
    nothing. Raises ``NotFound``, ``Conflict``, ``Invalid``.
    """
    one = await mine(work, who.asker, request_id)
    inbound = Inbound(
        peer_id=peer_id(who.asker, key),
        sender=sender(who.asker),
        text=text,
        name=who.name,
        language=who.language,
        conversation=one.interaction_id,
    )
    await intake.receive(work, await _arrival(work, registry), inbound)
    return one


async def page(work: Work, asker: Asker, before: UUID | None, limit: int) -> Sequence[Request]:
    """What somebody asked for, the newest first."""
    return await repository.page(work, asker, before, limit)


async def mine(work: Work, asker: Asker, request_id: UUID) -> Request:
    """One request of this asker. Raises ``NotFound`` for anybody else's."""
    found = await repository.get(work, asker, request_id)
    if found is None:
        raise NotFound
    return found


async def said(work: Work, one: Request) -> Sequence[Message]:
    """What was said about it, oldest first, without what the agents keep among themselves."""
    latest = await interactions.messages(work, one.interaction_id, None, MOST_SHOWN)
    return [message for message in reversed(latest) if not message.internal]


async def of_conversation(work: Work, interaction_id: UUID) -> Request:
    """The request answered in that conversation, for change. Raises ``NotFound``."""
    found = await repository.lock_of(work, interaction_id)
    if found is None:
        raise NotFound
    return found


async def set_state(
    work: Work,
    ability: Ability,
    interaction_id: UUID,
    agent: Agent,
    *,
    wanted: State,
    reason: str | None,
) -> Request:
    """The operator's agent says how far it has come; the asker is told. The same again changes
    nothing. Raises ``NotFound``, ``Conflict`` when somebody else has the request or it cannot
    become so, ``Invalid`` for a refusal without its reason.
    """
    conversation = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_involved(conversation, agent, supervises=False)
    one = await of_conversation(work, interaction_id)
    words = states.moved(one.state, wanted, reason)
    if (one.state, one.reason) == (wanted, words):
        return one
    changed = replace(one, version=one.version + 1, state=wanted, reason=words, changed_at=work.now)
    await repository.write_state(work, changed)
    await work.record(advice_event(changed, conversation.person.id))
    params = {"state": wanted.value} | ({"reason": words} if words else {})
    await tell(work, ability, conversation, Notice("advice_state", params))
    return changed


async def forget(work: Work, interaction_ids: Sequence[UUID]) -> None:
    """The askers of these conversations are erased, and with them what they asked."""
    await repository.forget(work, interaction_ids)


async def _arrival(work: Work, registry: Registry) -> Arrival:
    """The operator's way in, opened at the first request. Raises ``Conflict`` while it is shut."""
    found = await entry_points.of_kind(work, CHANNEL)
    if found is None:
        await tenants.lock(work, work.tenant_id)
        found = await entry_points.of_kind(work, CHANNEL) or await _open(work, registry)
    channel = registry.find(CHANNEL)
    if channel is None or not found.enabled:
        raise Conflict("nobody_to_ask")
    return Arrival(found.id, found.kind, channel.medium, found.title, found.language)


async def _open(work: Work, registry: Registry) -> EntryPoint:
    language = (await tenants.get(work, work.tenant_id)).settings.languages[0]
    channel = registry.find(CHANNEL)
    if channel is None:
        raise Conflict("nobody_to_ask")
    draft = Draft(channel.title[language], language, (), {})
    return await entry_points.create(work, registry, CHANNEL, draft)


def _context(who: Who, asking: Asking) -> Context:
    claims = Claims(verified=True, external_id=who.asker.address, email=who.email, name=who.name)
    return Context(data={"kind": asking.kind, "company": who.company}, claims=claims)
