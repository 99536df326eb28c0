"""Segments and lists, over HTTP."""

from collections.abc import Mapping
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Query, Request

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm.companies import service as companies
from guichet.crm.places.types import LONGEST_QUESTION
from guichet.crm.schemas import ContactOut, names_needed
from guichet.crm.segments import service
from guichet.crm.segments.schemas import (
    AreaOut,
    CountIn,
    CountOut,
    FactsOut,
    FreezeIn,
    FrozenOut,
    ListIn,
    ListOut,
    ParametersIn,
    PeopleIn,
    QuestionIn,
    SegmentChange,
    SegmentIn,
    SegmentOut,
    SentenceIn,
    SentenceOut,
)
from guichet.crm.segments.sentences import sentence_of
from guichet.crm.segments.service import Question
from guichet.crm.segments.types import FactSource, Fill
from guichet.kit.errors import FieldFault, Forbidden, Invalid, NotFound, Unavailable
from guichet.kit.http.deps import CallerLanguage, GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("segments")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Writer = Annotated[Principal, Depends(require(Right.SEGMENTS_MANAGE))]
SAMPLE = 10
TOO_SLOW = Unavailable("segment_too_slow", seconds=10)
UNKNOWN = Invalid(None, (FieldFault("condition", "no_such_attribute", {"key": "points"}),))


def sources(request: Request) -> Mapping[str, FactSource]:
    """What the rooms around know of people: ``app.state.facts``."""
    return cast(Mapping[str, FactSource], getattr(request.app.state, "facts", None) or {})


Sources = Annotated[Mapping[str, FactSource], Depends(sources)]


def filler(request: Request) -> Fill:
    """What fills long lists later: ``app.state.fill_list``."""
    return cast(Fill, getattr(request.app.state, "fill_list", None))


Filler = Annotated[Fill, Depends(filler)]


@router.post("/segments/count", responses=refusals(Forbidden(), UNKNOWN, TOO_SLOW))
async def count_segment(
    _who: Reader,
    work: TenantWork,
    ground: GroundPart,
    language: CallerLanguage,
    facts: Sources,
    body: CountIn,
) -> CountOut:
    """Count who fulfils a condition at this instant, exactly or about."""
    question = body.value()
    of = await service.asked(work, question, facts)
    ask = service.estimate if body.estimate else service.count
    found = await ask(ground.reader_db, work, question, of)
    return CountOut.of(found, sentence_of(body.condition, language, await service.names(work)))


@router.post("/segments/sentence", responses=refusals(Forbidden(), Invalid()))
async def say_segment(
    _who: Reader, work: TenantWork, language: CallerLanguage, body: SentenceIn
) -> SentenceOut:
    """Say a condition as one sentence, without counting anybody."""
    return SentenceOut(sentence=sentence_of(body.condition, language, await service.names(work)))


@router.post("/segments/sample", responses=refusals(Forbidden(), UNKNOWN, TOO_SLOW))
async def sample_segment(
    _who: Reader, work: TenantWork, ground: GroundPart, facts: Sources, body: QuestionIn
) -> Page[ContactOut]:
    """Show ten of those who fulfil a condition."""
    question = body.value()
    of = await service.asked(work, question, facts)
    rows = await service.sample(ground.reader_db, work, question, of, SAMPLE)
    names = await companies.names_of(work, names_needed(list(rows)))
    return Page(items=[ContactOut.of(one, names) for one in rows])


@router.get("/segments/facts", responses=refusals(Forbidden()))
async def list_segment_facts(_who: Reader, facts: Sources) -> Page[FactsOut]:
    """List what other rooms know of people, for conditions of the kind `fact`; all at once."""
    known = sorted(facts.items())
    return Page(items=[FactsOut(source=name, facts=sorted(one.facts)) for name, one in known])


@router.get("/segments/areas", responses=refusals(Forbidden(), Invalid()))
async def list_segment_areas(
    _who: Reader,
    work: TenantWork,
    language: CallerLanguage,
    query: Annotated[
        str,
        Query(
            max_length=LONGEST_QUESTION,
            description="The number of a department of France, or how a word of its name begins.",
        ),
    ] = "",
    postcodes: Annotated[
        str,
        Query(
            max_length=10_000,
            description="Of a condition, parted by commas: areas of the departments they are in.",
        ),
    ] = "",
) -> Page[AreaOut]:
    """List parts of the company's territory that have a name, with their communes; or those of
    departments that are asked for. All at once.
    """
    areas = await service.areas(work, query, tuple(filter(None, postcodes.split(","))))
    return Page(items=[AreaOut.of(key, area, language) for key, area in areas.items()])


@router.get("/segments", responses=refusals(Forbidden(), Invalid()))
async def list_segments(
    _who: Reader, work: TenantWork, query: Paging, language: CallerLanguage
) -> Page[SegmentOut]:
    """List segments, the newest first."""
    after = query.after(tuple[UUID])
    rows = await service.segments(work, after[0] if after else None, query.fetch)
    names = await service.names(work)
    return page_of(
        rows, query, lambda one: SegmentOut.of(one, language, names), lambda one: (one.id,)
    )


@router.post("/segments", status_code=201, responses=refusals(Forbidden(), UNKNOWN))
async def create_segment(
    _who: Writer, work: TenantWork, language: CallerLanguage, facts: Sources, body: SegmentIn
) -> SegmentOut:
    """Keep a condition under a name."""
    made = await service.create(work, body.name, body.condition, facts)
    return SegmentOut.of(made, language, await service.names(work))


@router.get("/segments/{segment_id}", responses=refusals(NotFound(), Forbidden()))
async def get_segment(
    _who: Reader, work: TenantWork, language: CallerLanguage, segment_id: UUID
) -> SegmentOut:
    """Show a segment."""
    held = await service.segment(work, segment_id)
    return SegmentOut.of(held, language, await service.names(work))


@router.patch("/segments/{segment_id}", responses=refusals(NotFound(), Forbidden(), UNKNOWN))
async def change_segment(
    _who: Writer,
    work: TenantWork,
    language: CallerLanguage,
    facts: Sources,
    segment_id: UUID,
    body: SegmentChange,
) -> SegmentOut:
    """Change name or condition."""
    changed = await service.change(
        work, segment_id, name=body.name, condition=body.condition, sources=facts
    )
    return SegmentOut.of(changed, language, await service.names(work))


@router.delete(
    "/segments/{segment_id}", status_code=204, responses=refusals(NotFound(), Forbidden())
)
async def remove_segment(_who: Writer, work: TenantWork, segment_id: UUID) -> None:
    """Show a segment no longer."""
    await service.remove(work, segment_id)


@router.post(
    "/segments/{segment_id}/members",
    responses=refusals(NotFound(), Forbidden(), Invalid(), TOO_SLOW),
)
async def list_segment_members(
    _who: Reader,
    work: TenantWork,
    ground: GroundPart,
    query: Paging,
    facts: Sources,
    *,
    segment_id: UUID,
    body: ParametersIn,
) -> Page[ContactOut]:
    """List who is in a segment at this instant, by id; windows are counted anew for each page."""
    held = await service.segment(work, segment_id)
    question = Question(held.condition, body.parameters)
    of = await service.asked(work, question, facts)
    after = query.after(tuple[UUID])
    rows = await service.page(
        ground.reader_db, work, question, of, after=after[0] if after else None, limit=query.fetch
    )
    names = await companies.names_of(work, names_needed(list(rows)))
    return page_of(rows, query, lambda one: ContactOut.of(one, names), lambda one: (one.id,))


@router.post(
    "/segments/{segment_id}/freeze",
    status_code=201,
    responses=refusals(NotFound(), Forbidden(), Invalid(), TOO_SLOW),
)
async def freeze_segment(
    _who: Writer,
    work: TenantWork,
    ground: GroundPart,
    facts: Sources,
    fill: Filler,
    *,
    segment_id: UUID,
    body: FreezeIn,
) -> FrozenOut:
    """Make a static list of who is in a segment at this instant. Where there are more than 250,000
    contacts, or it takes long, it is made in the background, and `filling` says how far it is.
    """
    held = await service.segment(work, segment_id)
    question = Question(held.condition, body.parameters)
    of = await service.asked(work, question, facts)
    made, people = await service.freeze(ground.reader_db, work, body.name, question, of)
    if made.filling is not None:
        await fill(work, made.id)
    return FrozenOut.of_frozen(made, people)


@router.get("/lists", responses=refusals(Forbidden(), Invalid()))
async def list_contact_lists(_who: Reader, work: TenantWork, query: Paging) -> Page[ListOut]:
    """List static lists, the newest first."""
    after = query.after(tuple[UUID])
    rows = await service.lists(work, after[0] if after else None, query.fetch)
    return page_of(rows, query, ListOut.of, lambda one: (one.id,))


@router.post("/lists", status_code=201, responses=refusals(Forbidden(), Invalid()))
async def create_contact_list(_who: Writer, work: TenantWork, body: ListIn) -> ListOut:
    """Make an empty list."""
    return ListOut.of(await service.create_list(work, body.name))


@router.get("/lists/{list_id}", responses=refusals(NotFound(), Forbidden()))
async def get_contact_list(_who: Reader, work: TenantWork, list_id: UUID) -> ListOut:
    """Show a list."""
    return ListOut.of(await service.static_list(work, list_id))


@router.patch("/lists/{list_id}", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def rename_contact_list(
    _who: Writer, work: TenantWork, list_id: UUID, body: ListIn
) -> ListOut:
    """Rename a list."""
    return ListOut.of(await service.rename_list(work, list_id, body.name))


@router.delete("/lists/{list_id}", status_code=204, responses=refusals(NotFound(), Forbidden()))
async def remove_contact_list(_who: Writer, work: TenantWork, list_id: UUID) -> None:
    """Show a list no longer."""
    await service.remove_list(work, list_id)


@router.get("/lists/{list_id}/contacts", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def list_contacts_in_list(
    _who: Reader, work: TenantWork, ground: GroundPart, query: Paging, list_id: UUID
) -> Page[ContactOut]:
    """List who stands in a list, by id."""
    held = await service.static_list(work, list_id)
    question = Question(service.in_list(held.id))
    of = await service.asked(work, question)
    after = query.after(tuple[UUID])
    rows = await service.page(
        ground.reader_db, work, question, of, after=after[0] if after else None, limit=query.fetch
    )
    names = await companies.names_of(work, names_needed(list(rows)))
    return page_of(rows, query, lambda one: ContactOut.of(one, names), lambda one: (one.id,))


@router.post("/lists/{list_id}/add", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def add_contacts_to_list(
    _who: Writer, work: TenantWork, list_id: UUID, body: PeopleIn
) -> ListOut:
    """Put contacts into a list, up to 1,000 at once."""
    return ListOut.of(await service.add_to_list(work, list_id, body.contacts))


@router.post("/lists/{list_id}/remove", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def remove_contacts_from_list(
    _who: Writer, work: TenantWork, list_id: UUID, body: PeopleIn
) -> ListOut:
    """Take contacts out of a list, up to 1,000 at once."""
    return ListOut.of(await service.remove_from_list(work, list_id, body.contacts))
