"""Codes on their way in: a file, or pasted. No transaction is held open while bytes flow."""

from collections.abc import AsyncIterable
from uuid import UUID

from guichet.accounts.types import Principal
from guichet.campaigns import service as campaigns
from guichet.campaigns.codes import bringing, own
from guichet.campaigns.codes.jobs import read_codes, remove_codes
from guichet.campaigns.codes.types import MOST_BYTES, CodeFile
from guichet.campaigns.types import CampaignState
from guichet.crm.imports.content import storage_on
from guichet.kit.errors import Conflict, FieldFault, Invalid
from guichet.kit.ground import Ground
from guichet.kit.storage import FileKey
from guichet.kit.storage.contract import one_chunk
from guichet.kit.work import UnitOfWork, Work

OVER: frozenset[CampaignState] = frozenset({"done", "cancelled"})


async def take_file(
    ground: Ground,
    who: Principal,
    campaign_id: UUID,
    name: str,
    content: AsyncIterable[bytes],
) -> CodeFile:
    """Keep a file of codes; when this returns it survives a crash, and its reading begins. The same
    again brings nothing new.

    :raises NotFound: there is no such campaign
    :raises Conflict: ``campaign_is_over``, ``codes_being_removed``
    :raises Invalid: nothing stands in it; ``too_many_code_files``
    :raises TooLarge: it is larger than ``MOST_BYTES``
    """
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(who.tenant_id, who.actor) as work:
        await _open(work, campaign_id)
    storage, key = storage_on(ground), FileKey(who.tenant_id, ground.ids.new())
    stored = await storage.put(key, content, MOST_BYTES)
    kept = False
    try:
        if not stored.size:
            raise Invalid(None, (FieldFault("file", "required"),))
        async with open_work(who.tenant_id, who.actor) as work:
            one = await _begin(work, campaign_id, name, key.id, who.name)
        kept = True
    finally:
        if not kept:
            await storage.delete(key)
    return one


async def take_pasted(
    ground: Ground, work: Work, campaign_id: UUID, text: str, by_name: str | None
) -> CodeFile:
    """Codes that were pasted, one after another, whose reading begins with the commit.

    :raises NotFound, Conflict: as ``take_file``
    :raises Invalid: nothing stands in it; ``too_many_code_files``
    """
    found = own.lines(text).encode()
    if not found:
        raise Invalid(None, (FieldFault("text", "required"),))
    key = FileKey(work.tenant_id, work.ids.new())
    one = await _begin(work, campaign_id, "", key.id, by_name)
    await storage_on(ground).put(key, one_chunk(found), MOST_BYTES)
    return one


async def take_back(work: Work, campaign_id: UUID) -> None:
    """All codes that were brought along for a draft go. Harmless to repeat.

    :raises NotFound: there is no such campaign
    :raises Conflict: ``not_a_draft``
    """
    one = await campaigns.locked(work, campaign_id)
    if one.state != "draft":
        raise Conflict("not_a_draft")
    if await bringing.begin_removal(work, campaign_id):
        await remove_codes.defer(work, campaign_id)


async def _begin(
    work: Work, campaign_id: UUID, name: str, content_id: UUID, by_name: str | None
) -> CodeFile:
    await _open(work, campaign_id)
    one = await bringing.begin(work, campaign_id, name, content_id, by_name)
    await read_codes.defer(work, one.id)
    return one


async def _open(work: Work, campaign_id: UUID) -> None:
    one = await campaigns.campaign(work, campaign_id)
    if one.state in OVER:
        raise Conflict("campaign_is_over")
