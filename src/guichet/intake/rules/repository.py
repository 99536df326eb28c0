"""Statements over routing rules, their draft, and what they decided."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from guichet.intake.rules.codec import condition_json, condition_of, rules_json, rules_of
from guichet.intake.rules.models import RoutingDraftRow, RoutingMatchRow, RoutingRulesRow
from guichet.intake.rules.stored import By, Draft, Match, Published
from guichet.intake.rules.types import Reason, Rules, Test
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.work import Work

_NEWEST = Prepared(
    select(func.max(RoutingRulesRow.number).label("number")).where(
        RoutingRulesRow.tenant_id == bindparam("tenant", type_=Uuid())
    )
)


async def newest_number(work: Work) -> int:
    """The number of the version in force; 0 without one."""
    found = await send(work.session, _NEWEST, {"tenant": work.tenant_id})
    return (await found.rows())[0].number or 0


async def version(work: Work, number: int) -> Published | None:
    """One version."""
    row = await work.session.get(RoutingRulesRow, (work.tenant_id, number))
    return _published(row) if row else None


async def versions(work: Work, before: int | None, limit: int) -> Sequence[Published]:
    """The newest first, older than ``before``."""
    statement = select(RoutingRulesRow).where(RoutingRulesRow.tenant_id == work.tenant_id)
    if before is not None:
        statement = statement.where(RoutingRulesRow.number < before)
    rows = await work.session.scalars(
        statement.order_by(RoutingRulesRow.number.desc()).limit(limit)
    )
    return [_published(row) for row in rows]


async def add_version(work: Work, one: Published, by: By) -> None:
    """A new version."""
    work.session.add(
        RoutingRulesRow(
            tenant_id=work.tenant_id,
            number=one.number,
            rules=rules_json(one.rules),
            published_at=work.now,
            published_by=by.id,
            published_by_name=by.name,
            note=one.note,
            restored=one.restored,
        )
    )
    await work.session.flush()


async def forget_before(work: Work, number: int) -> None:
    """Delete versions older than ``number``."""
    await work.session.execute(
        delete(RoutingRulesRow).where(
            RoutingRulesRow.tenant_id == work.tenant_id, RoutingRulesRow.number < number
        )
    )


async def draft(work: Work) -> Draft | None:
    """The draft's row; without a difference when it holds no rules."""
    row = await work.session.get(RoutingDraftRow, work.tenant_id)
    return _draft(row) if row else None


async def lock_draft(work: Work) -> Draft:
    """The same, made when there is none, locked until the transaction ends: who publishes and who
    drafts take turns.
    """
    fresh = insert(RoutingDraftRow).values(
        tenant_id=work.tenant_id,
        version=0,
        rules=None,
        based_on=0,
        changed_at=work.now,
        changed_by=None,
        changed_by_name="",
    )
    await work.session.execute(fresh.on_conflict_do_nothing())
    statement = (
        select(RoutingDraftRow)
        .where(RoutingDraftRow.tenant_id == work.tenant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return _draft((await work.session.execute(statement)).scalar_one())


async def write_draft(work: Work, one: Draft, by: By) -> None:
    """All of it, over the row locked before."""
    row = await work.session.get_one(RoutingDraftRow, work.tenant_id)
    row.version = one.version
    row.rules = _stored(one.rules) if one.differs else None
    row.based_on = one.based_on
    row.changed_at = work.now
    row.changed_by, row.changed_by_name = by.id, by.name
    await work.session.flush()


async def add_match(
    work: Work, interaction_id: UUID, number: int, matches: Sequence[Match]
) -> None:
    """Note which rules placed a new request, and why."""
    work.session.add(
        RoutingMatchRow(
            tenant_id=work.tenant_id,
            interaction_id=interaction_id,
            number=number,
            matches=[_match_json(one) for one in matches],
            at=work.now,
        )
    )
    await work.session.flush()


async def matches(work: Work, interaction_id: UUID) -> tuple[int, Sequence[Match]] | None:
    """By which version a request was placed, and which of its rules held."""
    row = await work.session.get(RoutingMatchRow, (work.tenant_id, interaction_id))
    return (row.number, [_match(one) for one in row.matches]) if row else None


def _stored(rules: Rules) -> list[dict[str, Any]]:
    return [dict(one) for one in rules_json(rules) if isinstance(one, dict)]


def _published(row: RoutingRulesRow) -> Published:
    by = By(row.published_by, row.published_by_name)
    rules = rules_of(row.rules)
    return Published(row.number, rules, row.published_at, by, row.note, row.restored)


def _draft(row: RoutingDraftRow) -> Draft:
    differs = row.rules is not None
    rules = rules_of(row.rules or ())
    by = By(row.changed_by, row.changed_by_name)
    return Draft(row.version, rules, row.based_on, differs, row.changed_at, by)


def _match_json(one: Match) -> dict[str, Any]:
    reasons = [{"test": condition_json(why.test), "seen": why.seen} for why in one.reasons]
    return {"place": one.place, "name": one.name, "reasons": reasons}


def _match(stored: dict[str, Any]) -> Match:
    reasons = [Reason(_test(why["test"]), why["seen"]) for why in stored["reasons"]]
    return Match(stored["place"], stored["name"], reasons)


def _test(stored: dict[str, Any]) -> Test:
    found = condition_of(stored)
    assert isinstance(found, Test)
    return found
