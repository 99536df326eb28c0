"""Files, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request
from starlette.responses import Response

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.files import service
from guichet.files.deps import AddressesPart, UploadsPart
from guichet.files.schemas import FileOut, FileRulesIn, FileRulesOut
from guichet.files.serving import answer
from guichet.files.types import Owner, StoredFile, Upload
from guichet.files.uploads import Sender
from guichet.kit.errors import FieldFault, Forbidden, Invalid, NotFound, TooLarge
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("files")

Agent = Annotated[Principal, Depends(require(Right.DESK_ANSWER))]
Reader = Annotated[Principal, Depends(require(Right.SETTINGS_READ))]
Manager = Annotated[Principal, Depends(require(Right.SETTINGS_MANAGE))]
BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
REFUSED = Invalid("file_type_refused", (FieldFault("file", "type_refused"),), type="text/html")


def owner_of(who: Principal) -> Owner:
    """As whose the caller's files count."""
    return Owner("key" if who.actor.kind == "key" else "user", str(who.actor.id))


@router.post(
    "/files",
    status_code=201,
    responses=refusals(Forbidden(), REFUSED, TooLarge("file_too_large", limit_mb=50)),
    openapi_extra=BYTES,
)
async def upload_file(
    who: Agent,
    uploads: UploadsPart,
    addresses: AddressesPart,
    request: Request,
    *,
    name: Annotated[str, Query(max_length=300, description="The file's name.")] = "",
    content_length: Annotated[int | None, Header(ge=0, include_in_schema=False)] = None,
) -> FileOut:
    """Send a file; the body is its content. Not part of anything before a message names it: until
    then it is kept for a day.
    """
    sender = Sender(who.tenant_id, who.actor, owner_of(who))
    upload = Upload(name, request.headers.get("content-type"), content_length)
    file = await uploads.accept(sender, upload, request.stream())
    return FileOut.of(file, addresses(who.tenant_id, file.ref))


@router.get("/files/{file_id}", responses=refusals(NotFound(), Forbidden()))
async def get_file(
    who: Agent, work: TenantWork, addresses: AddressesPart, file_id: UUID
) -> FileOut:
    """Show a file, and where its content is."""
    file = await service.get(work, file_id)
    return FileOut.of(file, addresses(who.tenant_id, file.ref))


@router.get(
    "/files/{file_id}/content",
    responses={200: {"content": {"application/octet-stream": {}}}, **refusals(NotFound())},
    response_class=Response,
)
async def get_file_content(
    who: Agent, uploads: UploadsPart, request: Request, file_id: UUID
) -> Response:
    """Get a file's content, as a download that cannot act."""
    file: StoredFile = await uploads.find(who.tenant_id, file_id, who.actor)
    return answer(uploads, request, who.tenant_id, file)


@router.get("/file-rules", responses=refusals(Forbidden()))
async def get_file_rules(_who: Reader, work: TenantWork) -> FileRulesOut:
    """Show which files are taken."""
    return FileRulesOut.of(await service.rules(work))


@router.put("/file-rules", responses=refusals(Forbidden()))
async def set_file_rules(_who: Manager, work: TenantWork, wanted: FileRulesIn) -> FileRulesOut:
    """Set which files are taken from now on."""
    return FileRulesOut.of(await service.set_rules(work, wanted.rules()))
