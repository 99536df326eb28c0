"""Imports, over HTTP."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from guichet.accounts.audit import service as audit
from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm.imports import service
from guichet.crm.imports.exports import EXPORTS, Taker, as_csv, as_xlsx, result_rows
from guichet.crm.imports.jobs import run_import
from guichet.crm.imports.jobs import undo_import as undo
from guichet.crm.imports.schemas import (
    ExportFormat,
    ExportWhat,
    ImportedRowOut,
    ImportIn,
    ImportOut,
    MappingIn,
    PastedIn,
    PreviewRowOut,
)
from guichet.crm.imports.types import MOST_BYTES, PART, Import, RowState
from guichet.crm.imports.uploads import take_part, take_pasted
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, TooLarge
from guichet.kit.http.deps import CallerLanguage, GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.i18n import Language
from guichet.kit.work import Work

router = api_router("imports")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CONTACTS_WRITE))]
EXPORTED = "crm.contacts.exported"
"""In the audit trail."""
Exporter = Annotated[Principal, Depends(require(Right.CONTACTS_EXPORT))]
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
ELSEWHERE = Conflict("import_is_elsewhere", state="running")
RUNS = Conflict("import_runs")
UNPROVED = Invalid(None, (FieldFault("consent/date", "proof_needed"),))


async def _shown(work: Work, one: Import, language: Language) -> ImportOut:
    rows = [
        PreviewRowOut(**ImportedRowOut.of(result, language).model_dump(), becomes=list(becomes))
        for result, becomes in await service.preview(work, one)
    ]
    return ImportOut.of(one, language, rows)


@router.get("/imports", responses=refusals(Forbidden(), Invalid()))
async def list_imports(
    _who: Reader, work: TenantWork, query: Paging, language: CallerLanguage
) -> Page[ImportOut]:
    """List imports, the newest first; without their previews."""
    after = query.after(tuple[UUID])
    rows = await service.page(work, after[0] if after else None, query.fetch)
    return page_of(rows, query, lambda one: ImportOut.of(one, language), lambda one: (one.id,))


@router.post("/imports", status_code=201, responses=refusals(Forbidden(), Invalid()))
async def create_import(
    who: Writer, work: TenantWork, language: CallerLanguage, body: ImportIn
) -> ImportOut:
    """Announce a file, up to 2 GB: CSV of any kind, XLSX, ODS or XLS. Then send its bytes."""
    one = await service.create(work, body.kind, body.file_name, body.size, who.name)
    return ImportOut.of(one, language)


@router.post("/imports/pasted", status_code=201, responses=refusals(Forbidden(), Invalid()))
async def create_pasted_import(
    who: Writer, ground: GroundPart, work: TenantWork, language: CallerLanguage, body: PastedIn
) -> ImportOut:
    """Take a list as it was pasted: lines of names and numbers, or a piece of a spreadsheet."""
    one = await take_pasted(ground, work, body.kind, body.text, who.name)
    return ImportOut.of(one, language)


@router.put(
    "/imports/{import_id}/bytes",
    responses=refusals(
        NotFound(),
        Forbidden(),
        Invalid("more_than_announced", size=MOST_BYTES),
        Conflict("part_is_missing", received=PART),
        TooLarge("part_too_large", limit_mb=PART >> 20),
    ),
    openapi_extra=BYTES,
)
async def send_import_bytes(
    who: Writer,
    ground: GroundPart,
    request: Request,
    language: CallerLanguage,
    *,
    import_id: UUID,
    offset: Annotated[int, Query(ge=0, le=MOST_BYTES, description="Where the part begins.")],
) -> ImportOut:
    """Send a part of the file, at most 4 MB, in order; after a cut go on from `received`. The last
    part begins the reading.
    """
    try:
        one = await take_part(
            ground, (who.tenant_id, who.actor), import_id, offset, request.stream()
        )
    except TooLarge:
        raise TooLarge("part_too_large", limit_mb=PART >> 20) from None
    return ImportOut.of(one, language)


@router.get("/imports/{import_id}", responses=refusals(NotFound(), Forbidden()))
async def get_import(
    _who: Reader, work: TenantWork, language: CallerLanguage, import_id: UUID
) -> ImportOut:
    """Show an import: what its columns seem to hold, and what its first rows become."""
    return await _shown(work, await service.get(work, import_id), language)


@router.patch(
    "/imports/{import_id}",
    responses=refusals(NotFound(), Forbidden(), ELSEWHERE, UNPROVED),
)
async def map_import(
    _who: Writer, work: TenantWork, language: CallerLanguage, import_id: UUID, body: MappingIn
) -> ImportOut:
    """Say what is to be made of the file."""
    before = await service.get(work, import_id)
    changed = await service.change_plan(work, import_id, body.upon(before.plan))
    return await _shown(work, changed, language)


@router.get("/imports/{import_id}/rows", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def list_import_rows(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    language: CallerLanguage,
    *,
    import_id: UUID,
    state: Annotated[RowState | None, Query(description="Only these.")] = None,
) -> Page[ImportedRowOut]:
    """List what became of the rows, in their order."""
    after = query.after(tuple[int])
    rows = await service.results(work, import_id, state, after[0] if after else 0, query.fetch)
    return page_of(rows, query, lambda one: ImportedRowOut.of(one, language), lambda one: (one.n,))


@router.post(
    "/imports/{import_id}/start",
    responses=refusals(NotFound(), Forbidden(), ELSEWHERE, RUNS, UNPROVED),
)
async def start_import(
    _who: Writer, work: TenantWork, language: CallerLanguage, import_id: UUID
) -> ImportOut:
    """Take the people in, or go on after a stop. It goes on by itself after a crash."""
    one = await service.start(work, import_id)
    await run_import.defer(work, one.id)
    return ImportOut.of(one, language)


@router.post("/imports/{import_id}/stop", responses=refusals(NotFound(), Forbidden(), ELSEWHERE))
async def stop_import(
    _who: Writer, work: TenantWork, language: CallerLanguage, import_id: UUID
) -> ImportOut:
    """Take no more people in; those that are in stay."""
    return ImportOut.of(await service.stop(work, import_id), language)


@router.post(
    "/imports/{import_id}/undo",
    responses=refusals(NotFound(), Forbidden(), ELSEWHERE, RUNS),
)
async def undo_import(
    _who: Writer, work: TenantWork, language: CallerLanguage, import_id: UUID
) -> ImportOut:
    """Take an import back: what nobody has changed or used since. The rest stays and is counted."""
    one = await service.begin_undo(work, import_id)
    await undo.defer(work, one.id)
    return ImportOut.of(one, language)


@router.get(
    "/imports/{import_id}/rows.csv",
    responses={200: {"content": {"text/csv": {}}}, **refusals(NotFound(), Forbidden(), ELSEWHERE)},
    response_class=Response,
)
async def get_import_rows_file(
    who: Reader, ground: GroundPart, language: CallerLanguage, import_id: UUID
) -> Response:
    """Get the file as it was sent, with what became of each row and why. Kept for 90 days."""
    taker = Taker(ground, who, language)
    async with taker.work()(who.tenant_id, who.actor) as work:
        one = await service.get(work, import_id)
        if one.layout is None or not await service.is_kept(work, one):
            raise NotFound
    return _file(as_csv(result_rows(taker, one)), "csv", f"import-{one.id}")


@router.get(
    "/exports/{what}",
    responses={200: {"content": {kind: {} for kind in TYPES.values()}}, **refusals(Forbidden())},
    response_class=Response,
)
async def export_contacts(
    who: Exporter,
    ground: GroundPart,
    language: CallerLanguage,
    *,
    what: ExportWhat,
    format: Annotated[ExportFormat, Query(description="CSV in UTF-8, or XLSX.")] = "csv",  # noqa: A002 - the parameter's name
) -> Response:
    """Take everything out: contacts with identities and attributes, consents, or events."""
    taker = Taker(ground, who, language)
    async with taker.work()(who.tenant_id, who.actor) as work:
        await audit.write(work, EXPORTED, f"contacts:{who.tenant_id}", {"what": what})
    rows = EXPORTS[what](taker)
    return _file(as_csv(rows) if format == "csv" else as_xlsx(rows), format, what)


def _file(pieces: AsyncIterator[bytes], kind: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(pieces, media_type=TYPES[kind], headers=headers)
