"""Statements over codes of offers."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from guichet.campaigns.codes.models import CodeFileRow, CodeUseRow, OfferRow, OwnCodeRow
from guichet.campaigns.codes.types import (
    CodeFile,
    Counts,
    FileState,
    Offer,
    RefusedCode,
    Use,
)
from guichet.campaigns.models import RecipientRow
from guichet.crm.types import By
from guichet.kit.work import Work

_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:tenant, 16))")
_HELD = text(
    """
SELECT bare, campaign_id FROM campaign_own_code
WHERE tenant_id = :tenant AND bare = ANY(CAST(:bare AS text[]))
"""
)
_ADD = text(
    """
INSERT INTO campaign_own_code (tenant_id, campaign_id, n, code, bare)
SELECT :tenant, :campaign, :after + new.at, new.code, new.bare
FROM unnest(CAST(:codes AS text[]), CAST(:bare AS text[])) WITH ORDINALITY AS new (code, bare, at)
"""
)
_MOVE = text(
    """
WITH gone AS (
    DELETE FROM campaign_own_code
    WHERE tenant_id = :tenant AND campaign_id = :campaign AND n > :left RETURNING n, code, bare
)
INSERT INTO campaign_own_code (tenant_id, campaign_id, n, code, bare)
SELECT :tenant, :to, :after + n - :left, code, bare FROM gone
"""
)
_REMOVE = text(
    """
DELETE FROM campaign_own_code WHERE tenant_id = :tenant AND campaign_id = :campaign AND n > (
    SELECT max(n) FROM campaign_own_code WHERE tenant_id = :tenant AND campaign_id = :campaign
) - :most RETURNING n
"""
)


async def of_campaign(work: Work, campaign_id: UUID) -> Offer | None:
    """That of a campaign."""
    statement = select(OfferRow).where(
        OfferRow.tenant_id == work.tenant_id, OfferRow.campaign_id == campaign_id
    )
    row = (await work.session.execute(statement)).scalar()
    return _offer(row) if row else None


async def of_number(work: Work, number: int) -> Offer | None:
    """That with this number."""
    statement = select(OfferRow).where(
        OfferRow.tenant_id == work.tenant_id, OfferRow.number == number
    )
    row = (await work.session.execute(statement)).scalar()
    return _offer(row) if row else None


async def next_number(work: Work) -> int:
    """The lowest one beyond all there are."""
    statement = select(func.max(OfferRow.number)).where(OfferRow.tenant_id == work.tenant_id)
    held = (await work.session.execute(statement)).scalar()
    return 0 if held is None else held + 1


async def add(work: Work, one: Offer) -> bool:
    """Whether neither its campaign nor its number had one."""
    statement = (
        insert(OfferRow)
        .values(
            tenant_id=work.tenant_id,
            id=one.id,
            campaign_id=one.campaign_id,
            number=one.number,
            secret=one.secret,
            ends_at=one.ends_at,
            created_at=one.created_at,
            own=one.own,
        )
        .on_conflict_do_nothing()
        .returning(OfferRow.id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def decide(work: Work, offer_id: UUID, ends_at: datetime | None, *, own: bool) -> None:
    """Codes are good until then, and worked out or those that were brought along."""
    statement = (
        update(OfferRow)
        .where(OfferRow.tenant_id == work.tenant_id, OfferRow.id == offer_id)
        .values(ends_at=ends_at, own=own)
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


async def use(work: Work, offer_id: UUID, place: int) -> Use | None:
    """Of one code."""
    statement = select(CodeUseRow).where(
        CodeUseRow.tenant_id == work.tenant_id,
        CodeUseRow.offer_id == offer_id,
        CodeUseRow.place == place,
    )
    row = (await work.session.execute(statement)).scalar()
    return _use(row) if row else None


async def uses(work: Work, offer_id: UUID, after: int, limit: int) -> Sequence[Use]:
    """Those of a campaign, by place, after one."""
    statement = (
        select(CodeUseRow)
        .where(
            CodeUseRow.tenant_id == work.tenant_id,
            CodeUseRow.offer_id == offer_id,
            CodeUseRow.place > after,
        )
        .order_by(CodeUseRow.place)
        .limit(limit)
    )
    return [_use(row) for row in (await work.session.execute(statement)).scalars()]


async def how_many(work: Work, offer_id: UUID) -> int:
    """Codes of a campaign that were used."""
    statement = (
        select(func.count())
        .select_from(CodeUseRow)
        .where(CodeUseRow.tenant_id == work.tenant_id, CodeUseRow.offer_id == offer_id)
    )
    return (await work.session.execute(statement)).scalar_one()


async def add_use(work: Work, one: Use) -> bool:
    """Whether it was not used before: of two tills at once one is told so."""
    statement = (
        insert(CodeUseRow)
        .values(
            tenant_id=work.tenant_id,
            offer_id=one.offer_id,
            place=one.place,
            at=one.at,
            by_kind=one.by.kind,
            by_id=one.by.id,
            by_name=one.by.name,
            reference=one.reference,
            attempt=one.attempt,
        )
        .on_conflict_do_nothing()
        .returning(CodeUseRow.place)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def remove_use(work: Work, one: Use) -> bool:
    """Whether this very use was there, and is no longer."""
    statement = (
        delete(CodeUseRow)
        .where(
            CodeUseRow.tenant_id == work.tenant_id,
            CodeUseRow.offer_id == one.offer_id,
            CodeUseRow.place == one.place,
            CodeUseRow.at == one.at,
        )
        .returning(CodeUseRow.place)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def recipient(work: Work, campaign_id: UUID, place: int) -> tuple[bool, UUID | None]:
    """Whether a campaign has a recipient at a place, and which contact that is."""
    statement = select(RecipientRow.contact_id).where(
        RecipientRow.tenant_id == work.tenant_id,
        RecipientRow.campaign_id == campaign_id,
        RecipientRow.n == place,
    )
    row = (await work.session.execute(statement)).first()
    return (row is not None, row[0] if row else None)


async def wait_for_turn(work: Work) -> None:
    """Until the transaction ends nobody else brings codes of this company along, or takes them
    back.
    """
    await work.session.execute(_TURN, {"tenant": str(work.tenant_id)})


async def own_code(work: Work, bare: str) -> tuple[UUID, int, str] | None:
    """The campaign, the place and the writing of a code that was brought along."""
    statement = select(OwnCodeRow.campaign_id, OwnCodeRow.n, OwnCodeRow.code).where(
        OwnCodeRow.tenant_id == work.tenant_id, OwnCodeRow.bare == bare
    )
    row = (await work.session.execute(statement)).first()
    return (row[0], row[1], row[2]) if row else None


async def own_codes(work: Work, campaign_id: UUID, first: int, last: int) -> dict[int, str]:
    """Those of the places from ``first`` to ``last``."""
    statement = select(OwnCodeRow.n, OwnCodeRow.code).where(
        OwnCodeRow.tenant_id == work.tenant_id,
        OwnCodeRow.campaign_id == campaign_id,
        OwnCodeRow.n >= first,
        OwnCodeRow.n <= last,
    )
    return {row.n: row.code for row in await work.session.execute(statement)}


async def own_codes_at(work: Work, campaign_id: UUID, places: Sequence[int]) -> dict[int, str]:
    """Those of these places."""
    statement = select(OwnCodeRow.n, OwnCodeRow.code).where(
        OwnCodeRow.tenant_id == work.tenant_id,
        OwnCodeRow.campaign_id == campaign_id,
        OwnCodeRow.n.in_(places),
    )
    return {row.n: row.code for row in await work.session.execute(statement)}


async def how_many_own(work: Work, campaign_id: UUID) -> int:
    """Codes that were brought along for a campaign."""
    statement = select(func.max(OwnCodeRow.n)).where(
        OwnCodeRow.tenant_id == work.tenant_id, OwnCodeRow.campaign_id == campaign_id
    )
    return (await work.session.execute(statement)).scalar() or 0


async def held(work: Work, bare: Sequence[str]) -> dict[str, UUID]:
    """To which campaigns those of these belong that were brought along before."""
    values = {"tenant": work.tenant_id, "bare": list(bare)}
    return {row[0]: row[1] for row in await work.session.execute(_HELD, values)}


async def add_own(
    work: Work, campaign_id: UUID, after: int, codes: Sequence[tuple[str, str]]
) -> None:
    """New ones, each as written and as compared, for the places after ``after``."""
    values = {
        "tenant": work.tenant_id,
        "campaign": campaign_id,
        "after": after,
        "codes": [code for code, _ in codes],
        "bare": [bare for _, bare in codes],
    }
    await work.session.execute(_ADD, values)


async def move_own(work: Work, campaign_id: UUID, left: int, to: UUID, after: int) -> None:
    """Those of a campaign beyond the first ``left`` become another one's, after its ``after``."""
    values = {
        "tenant": work.tenant_id,
        "campaign": campaign_id,
        "left": left,
        "to": to,
        "after": after,
    }
    await work.session.execute(_MOVE, values)


async def remove_own(work: Work, campaign_id: UUID, most: int) -> int:
    """Some of a campaign's, the last first; gives how many went."""
    values = {"tenant": work.tenant_id, "campaign": campaign_id, "most": most}
    return len((await work.session.execute(_REMOVE, values)).all())


async def add_file(work: Work, one: CodeFile) -> None:
    """A new one."""
    row = {"tenant_id": work.tenant_id, "id": one.id, "campaign_id": one.campaign_id}
    await work.session.execute(insert(CodeFileRow).values({**row, **_file_values(one)}))


async def write_file(work: Work, one: CodeFile) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(CodeFileRow)
        .where(CodeFileRow.tenant_id == work.tenant_id, CodeFileRow.id == one.id)
        .values(**_file_values(one))
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


async def file(work: Work, file_id: UUID, *, lock: bool = False) -> CodeFile | None:
    """One."""
    statement = select(CodeFileRow).where(
        CodeFileRow.tenant_id == work.tenant_id, CodeFileRow.id == file_id
    )
    if lock:
        statement = statement.with_for_update()
    row = (await work.session.execute(statement)).scalar()
    return _file(row) if row else None


async def files(work: Work, campaign_id: UUID, limit: int) -> Sequence[CodeFile]:
    """Those of a campaign, the newest first."""
    statement = (
        select(CodeFileRow)
        .where(CodeFileRow.tenant_id == work.tenant_id, CodeFileRow.campaign_id == campaign_id)
        .order_by(CodeFileRow.id.desc())
        .limit(limit)
    )
    return [_file(row) for row in (await work.session.execute(statement)).scalars()]


async def is_any(work: Work, campaign_id: UUID, state: FileState) -> bool:
    """Whether a file of a campaign is in this state."""
    found = exists().where(
        CodeFileRow.tenant_id == work.tenant_id,
        CodeFileRow.campaign_id == campaign_id,
        CodeFileRow.state == state,
    )
    return bool((await work.session.execute(select(found))).scalar())


async def remove_files(work: Work, campaign_id: UUID) -> None:
    """What was written down of the files of a campaign goes."""
    statement = delete(CodeFileRow).where(
        CodeFileRow.tenant_id == work.tenant_id, CodeFileRow.campaign_id == campaign_id
    )
    await work.session.execute(statement)


def _file_values(one: CodeFile) -> dict[str, Any]:
    return {
        "version": one.version,
        "name": one.name,
        "state": one.state,
        "content_id": one.content_id,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "by_name": one.by_name,
        "rows": one.rows,
        "done": one.done,
        "counts": asdict(one.counts),
        "refused": [asdict(each) for each in one.refused],
        "problem": one.problem,
    }


def _file(row: CodeFileRow) -> CodeFile:
    return CodeFile(
        row.id,
        row.version,
        row.campaign_id,
        row.name,
        row.state,
        row.content_id,
        row.created_at,
        row.changed_at,
        row.by_name,
        row.rows,
        row.done,
        Counts(**row.counts),
        tuple(RefusedCode(**each) for each in row.refused),
        row.problem,
    )


def _offer(row: OfferRow) -> Offer:
    return Offer(
        row.id, row.campaign_id, row.number, row.secret, row.ends_at, row.created_at, row.own
    )


def _use(row: CodeUseRow) -> Use:
    by = By(row.by_kind, row.by_id, row.by_name)
    return Use(row.offer_id, row.place, row.at, by, row.reference, row.attempt)
