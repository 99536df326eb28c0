"""Agents are called by notes, and see them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.desk.mentions import repository
from guichet.desk.mentions.events import CALLED, READ, mention_event
from guichet.desk.mentions.types import EXCERPT, Mention
from guichet.interactions.types import Agent, Interaction, Message
from guichet.kit.errors import NotFound
from guichet.kit.work import Work


async def call(work: Work, one: Interaction, note: Message, by: Agent) -> None:
    """Put ``note`` into the inbox of everybody it mentions but its writer."""
    for agent in note.mentions:
        if agent.id == by.id:
            continue
        mention = Mention(
            id=work.ids.new(),
            version=1,
            agent_id=agent.id,
            by=by,
            interaction_id=one.id,
            message_id=note.id,
            excerpt=(note.text or "")[:EXCERPT],
            at=work.now,
            read_at=None,
        )
        await repository.add(work, mention)
        await work.record(mention_event(CALLED, mention, one.person.id))


async def see(work: Work, mention_id: UUID, agent: Agent) -> Mention:
    """The agent saw it. Repeating changes nothing. Raises ``NotFound`` for another agent's."""
    found = await repository.mark_read(work, mention_id, agent.id)
    if found is None:
        raise NotFound
    mention, news = found
    if news:
        await work.record(mention_event(READ, replace(mention, excerpt="")))
    return mention


async def forget(work: Work, interaction_ids: Sequence[UUID]) -> None:
    """Of these requests none is left."""
    await repository.forget(work, interaction_ids)
