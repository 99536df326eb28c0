"""Many rows in one statement: given as one text of JSON, so that the statement is the same for one
row and for a hundred.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Table, Text, Uuid, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.db.pipeline import Answer, Prepared, send
from guichet.kit.ids import TenantId


def inserting(model: type[Any], names: Sequence[str]) -> Insert:
    """Inserts rows of one tenant with these columns; to be run by ``send_many``."""
    table: Table = model.__table__
    columns: list[ColumnElement[Any]] = [column(name, table.c[name].type) for name in names]
    given = (
        func.jsonb_to_recordset(cast(bindparam("rows", type_=Text()), JSONB()))
        .table_valued(*columns)
        .render_derived(name="given", with_types=True)
    )
    rows = select(bindparam("tenant", type_=Uuid()), *(given.c[name] for name in names))
    return insert(table).from_select(["tenant_id", *names], rows)


async def send_many(
    session: AsyncSession,
    statement: Prepared,
    tenant_id: TenantId,
    rows: Sequence[Mapping[str, Any]],
) -> Answer:
    """Run a statement made of ``inserting`` with these rows."""
    given = msgspec.json.encode(rows).decode()
    return await send(session, statement, {"tenant": tenant_id, "rows": given})
