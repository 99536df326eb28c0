"""Who people are: recognised by an identity, or met for the first time."""

from collections.abc import Sequence
from uuid import UUID

from guichet.crm import repository
from guichet.crm.events import contact_created
from guichet.crm.keys import words_of
from guichet.crm.types import Contact, ContactCard
from guichet.gateway.types import Identity
from guichet.kit.errors import NotFound
from guichet.kit.work import Work


async def meet(
    work: Work, identity: Identity, name: str | None = None, language: str | None = None
) -> Contact:
    """The contact known by ``identity``, seen now; made when nobody is. Until the transaction
    ends nobody else can meet the same person: what one person says is taken one by one.
    """
    contact_id = await repository.owner_of(work, identity)
    if contact_id is None:
        await repository.wait_for_turn(work, identity)
        contact_id = await repository.owner_of(work, identity)
    if contact_id is not None:
        return await repository.seen(work, contact_id)
    contact = await repository.add(work, identity, name, language)
    await work.record(contact_created(contact))
    return contact


async def known(work: Work, identity: Identity) -> UUID | None:
    """The contact known by ``identity``, if there is one; changes nothing."""
    return await repository.owner_of(work, identity)


async def card(work: Work, contact_id: UUID) -> ContactCard:
    """A contact and by what they are known. Raises ``NotFound``."""
    contact = await repository.get(work, contact_id)
    if contact is None:
        raise NotFound
    return ContactCard(contact, await repository.identities(work, contact_id))


async def page(
    work: Work, question: str | None, before: UUID | None, limit: int
) -> Sequence[Contact]:
    """The newest contacts first, older than ``before``: all, or those whose name, code or
    identities hold words that begin with those of ``question``.
    """
    return await repository.page(work, words_of(question or ""), before, limit)
