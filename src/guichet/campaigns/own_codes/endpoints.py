"""Codes companies bring along, over HTTP. What tills ask is in ``tills``."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns import service as campaigns
from guichet.campaigns.codes import bringing
from guichet.campaigns.codes.schemas import CodeFileOut, OwnCodesOut, PastedCodesIn
from guichet.campaigns.codes.types import LONGEST_FILE_NAME, MOST_BYTES, MOST_FILES
from guichet.campaigns.own_codes.uploads import take_back, take_file, take_pasted
from guichet.crm.imports.endpoints import BYTES
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, TooLarge
from guichet.kit.http.deps import CallerLanguage, GroundPart, TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CAMPAIGNS_WRITE))]
GONE = NotFound("no_such_campaign")
OVER = Conflict("campaign_is_over")
BUSY = Conflict("codes_being_removed")
MANY = Invalid("too_many_code_files", limit=MOST_FILES)


@router.get("/campaigns/{campaign_id}/own-codes", responses=refusals(GONE, Forbidden()))
async def get_own_codes(
    _who: Reader, work: TenantWork, language: CallerLanguage, campaign_id: UUID
) -> OwnCodesOut:
    """Show the codes of your own that a campaign has, and what became of each list of them. A text
    gives them out where its `wording` says `"codes": "own"`.
    """
    await campaigns.campaign(work, campaign_id)
    held = await bringing.held(work, campaign_id, (1, 1))
    files = await bringing.files(work, campaign_id)
    return OwnCodesOut.of(held.there, held.codes.get(1), files, language)


@router.post(
    "/campaigns/{campaign_id}/own-codes/pasted",
    status_code=202,
    responses=refusals(
        GONE, Forbidden(), OVER, BUSY, MANY, Invalid(None, (FieldFault("text", "required"),))
    ),
)
async def paste_own_codes(
    who: Writer,
    ground: GroundPart,
    work: TenantWork,
    language: CallerLanguage,
    *,
    campaign_id: UUID,
    body: PastedCodesIn,
) -> CodeFileOut:
    """Bring codes of your own along, as text: they are added to those there are. What becomes of
    them is told by `GET /campaigns/{campaign_id}/own-codes`.
    """
    one = await take_pasted(ground, work, campaign_id, body.text, who.name)
    return CodeFileOut.of(one, language)


@router.put(
    "/campaigns/{campaign_id}/own-codes/file",
    status_code=202,
    responses=refusals(
        GONE,
        Forbidden(),
        OVER,
        BUSY,
        MANY,
        Invalid(None, (FieldFault("file", "required"),)),
        TooLarge("code_file_too_large", limit_mb=MOST_BYTES >> 20),
    ),
    openapi_extra=BYTES,
)
async def send_own_codes(
    who: Writer,
    ground: GroundPart,
    request: Request,
    language: CallerLanguage,
    *,
    campaign_id: UUID,
    name: Annotated[str, Query(max_length=LONGEST_FILE_NAME, description="The file's name.")] = "",
) -> CodeFileOut:
    """Bring codes of your own along, as a file: the body is its content, up to 64 MB of CSV of any
    kind, XLSX, ODS or XLS. The column of codes is found by its name, else by what stands in it. The
    same file again brings nothing new.
    """
    try:
        one = await take_file(ground, who, campaign_id, name, request.stream())
    except TooLarge:
        raise TooLarge("code_file_too_large", limit_mb=MOST_BYTES >> 20) from None
    return CodeFileOut.of(one, language)


@router.delete(
    "/campaigns/{campaign_id}/own-codes",
    status_code=204,
    responses=refusals(GONE, Forbidden(), Conflict("not_a_draft")),
)
async def remove_own_codes(_who: Writer, work: TenantWork, campaign_id: UUID) -> None:
    """Take back all codes of your own that a draft has; they can be brought along again for it or
    another one.
    """
    await take_back(work, campaign_id)
