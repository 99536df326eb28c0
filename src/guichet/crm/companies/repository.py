"""Statements over companies."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.companies.models import CompanyKeyRow, CompanyRow
from guichet.crm.companies.types import Company, CompanyFacts
from guichet.crm.keys import Word, end_of, normal
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def read(session: AsyncSession, tenant_id: TenantId, company_id: UUID) -> Company | None:
    """One, also a removed one."""
    statement = select(CompanyRow).where(
        CompanyRow.tenant_id == tenant_id, CompanyRow.id == company_id
    )
    row = (await session.execute(statement)).scalar()
    return _company(row) if row else None


async def lock(work: Work, company_id: UUID) -> Company | None:
    """One, for change."""
    statement = (
        select(CompanyRow)
        .where(CompanyRow.tenant_id == work.tenant_id, CompanyRow.id == company_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await work.session.execute(statement)).scalar()
    return _company(row) if row else None


async def of_ids(work: Work, company_ids: Sequence[UUID]) -> list[Company]:
    """These."""
    statement = select(CompanyRow).where(
        CompanyRow.tenant_id == work.tenant_id, CompanyRow.id.in_(company_ids)
    )
    return [_company(row) for row in (await work.session.execute(statement)).scalars()]


async def page(
    work: Work, words: Sequence[Word], after: tuple[str, UUID] | None, limit: int
) -> list[Company]:
    """Those with a key that begins with each of ``words``, by name."""
    statement = select(CompanyRow).where(
        CompanyRow.tenant_id == work.tenant_id, CompanyRow.removed_at.is_(None)
    )
    for word in words:
        begins = [
            (CompanyKeyRow.key >= one) & (CompanyKeyRow.key < end_of(one))
            for one in word.beginnings
        ]
        found = select(CompanyKeyRow.company_id).where(
            CompanyKeyRow.tenant_id == work.tenant_id, or_(*begins)
        )
        statement = statement.where(CompanyRow.id.in_(found))
    if after is not None:
        statement = statement.where(tuple_(CompanyRow.name_key, CompanyRow.id) > after)
    ordered = statement.order_by(CompanyRow.name_key, CompanyRow.id).limit(limit)
    return [_company(row) for row in (await work.session.execute(ordered)).scalars()]


async def add(work: Work, company: Company, keys: Iterable[str]) -> None:
    """A new row, found by ``keys``."""
    values = _values(company)
    await work.session.execute(
        insert(CompanyRow).values(tenant_id=work.tenant_id, id=company.id, **values)
    )
    await _add_keys(work, company.id, keys)


async def write(work: Work, company: Company, keys: Iterable[str]) -> None:
    """Store a changed one, which the caller holds locked; found by ``keys`` from now on."""
    statement = (
        update(CompanyRow)
        .where(CompanyRow.tenant_id == work.tenant_id, CompanyRow.id == company.id)
        .values(**_values(company))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)
    await work.session.execute(
        delete(CompanyKeyRow)
        .where(CompanyKeyRow.tenant_id == work.tenant_id, CompanyKeyRow.company_id == company.id)
        .execution_options(synchronize_session=False)
    )
    await _add_keys(work, company.id, keys)


async def _add_keys(work: Work, company_id: UUID, keys: Iterable[str]) -> None:
    rows = [{"tenant_id": work.tenant_id, "key": key, "company_id": company_id} for key in keys]
    if rows:
        await work.session.execute(insert(CompanyKeyRow), rows)


def _values(one: Company) -> dict[str, Any]:
    return {
        "version": one.version,
        "name": one.facts.name,
        "name_key": normal(one.facts.name),
        "domain": one.facts.domain,
        "phone": one.facts.phone,
        "about": one.facts.about,
        "created_at": one.created_at,
        "removed_at": one.removed_at,
    }


def _company(row: CompanyRow) -> Company:
    facts = CompanyFacts(row.name, row.domain, row.phone, row.about)
    return Company(row.id, row.version, facts, row.created_at, row.removed_at)
