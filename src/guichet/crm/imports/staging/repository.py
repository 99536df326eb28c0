"""The statements that make cards of lines."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, TextClause, Uuid, bindparam, text

from guichet.crm.duplicates.types import Shared
from guichet.crm.imports.staging.lines import COLUMNS, TABLE
from guichet.kit.db.copying import copy_rows, make_once
from guichet.kit.db.pipeline import Prepared, in_one_go, send
from guichet.kit.work import Work


def _of_tenant(statement: str) -> TextClause:
    return text(statement).bindparams(bindparam("tenant_id", type_=Uuid()))


_MAKE: Final = Prepared(
    text("""
CREATE TEMP TABLE IF NOT EXISTS contact_given (
    n bigint, id uuid, name text, language text, attributes jsonb, tags text, identity_ids text,
    kinds text, identity_values text, keys text, marks text, asked text, reasons jsonb
) ON COMMIT DELETE ROWS
""")
)
_CONTACTS: Final = Prepared(
    _of_tenant("""\
INSERT /* staged */ INTO contact
    (tenant_id, id, version, name, code, language, created_at, last_seen_at, attributes, tags)
SELECT :tenant_id, g.id, 1, g.name, upper(right(CAST(g.id AS text), 4)), g.language, :now, :now,
       g.attributes, string_to_array(g.tags, chr(4))
FROM contact_given g
""").bindparams(bindparam("now", type_=DateTime(True)))
)
_IDENTITIES: Final = Prepared(
    _of_tenant("""\
INSERT /* staged */ INTO contact_identity
    (tenant_id, id, contact_id, kind, value, created_at, source)
SELECT :tenant_id, i.id, g.id, i.kind, i.value, :now, 'import'
FROM contact_given g
CROSS JOIN LATERAL unnest(
    CAST(string_to_array(g.identity_ids, ',') AS uuid[]), string_to_array(g.kinds, chr(4)),
    string_to_array(g.identity_values, chr(4))
) AS i (id, kind, value)
""").bindparams(bindparam("now", type_=DateTime(True)))
)
_KEYS: Final = Prepared(
    _of_tenant("""\
INSERT /* staged */ INTO contact_key (tenant_id, key, contact_id)
SELECT :tenant_id, k.key, g.id
FROM contact_given g CROSS JOIN LATERAL unnest(string_to_array(g.keys, chr(4))) AS k (key)
ORDER BY k.key COLLATE "C", g.id
""")
)
_MARKS: Final = Prepared(
    _of_tenant("""\
INSERT /* staged */ INTO contact_mark (tenant_id, key, contact_id, claimed)
SELECT :tenant_id, k.key, g.id, false
FROM contact_given g CROSS JOIN LATERAL unnest(string_to_array(g.marks, chr(4))) AS k (key)
ORDER BY k.key COLLATE "C", g.id
""")
)
_MEMBERS: Final = Prepared(
    _of_tenant("""\
INSERT /* staged */ INTO contact_list_member (tenant_id, list_id, contact_id)
SELECT :tenant_id, :list_id, g.id FROM contact_given g
""").bindparams(bindparam("list_id", type_=Uuid()))
)
_RESULTS: Final = Prepared(
    _of_tenant("""\
INSERT /* staged */ INTO contact_import_row
    (tenant_id, import_id, n, state, contact_id, version, reasons)
SELECT :tenant_id, :import_id, g.n, 'new', g.id, 1, g.reasons
FROM contact_given g WHERE g.n <> ALL (CAST(:apart AS bigint[]))
""").bindparams(bindparam("import_id", type_=Uuid()))
)
_SHARED: Final = Prepared(
    _of_tenant("""\
SELECT /* staged */ g.id AS mine, m.contact_id AS other, k.key, m.claimed
FROM contact_given g
CROSS JOIN LATERAL unnest(
    string_to_array(g.marks, chr(4)) || string_to_array(g.asked, chr(4))
) AS k (key)
CROSS JOIN LATERAL (
    SELECT contact_id, claimed FROM contact_mark
    WHERE tenant_id = :tenant_id AND key = k.key AND contact_id <> g.id LIMIT 20
) AS m
UNION ALL
SELECT g.id, coalesce(c.survivor_id, c.id), k.key, false
FROM contact_given g
CROSS JOIN LATERAL unnest(string_to_array(g.marks, chr(4))) AS k (key)
CROSS JOIN LATERAL (
    SELECT contact_id FROM contact_identity
    WHERE tenant_id = :tenant_id AND kind = 'email' AND value = substr(k.key, 7) LIMIT 1
) AS i
CROSS JOIN LATERAL (
    SELECT id, survivor_id FROM contact WHERE tenant_id = :tenant_id AND id = i.contact_id LIMIT 1
) AS c
WHERE k.key LIKE 'email:%' AND coalesce(c.survivor_id, c.id) <> g.id
""")
)
_CLAIMED: Final = Prepared(
    _of_tenant("""\
SELECT /* staged */ g.id AS mine, m.contact_id AS other, m.key, m.claimed
FROM contact_given g
CROSS JOIN LATERAL unnest(
    string_to_array(g.kinds, chr(4)), string_to_array(g.identity_values, chr(4))
) AS i (kind, value)
CROSS JOIN LATERAL (
    SELECT key, contact_id, claimed FROM contact_mark
    WHERE tenant_id = :tenant_id AND key = i.kind || ':' || i.value AND contact_id <> g.id LIMIT 20
) AS m
WHERE i.kind <> 'email' AND m.claimed
""")
)


_PLAN_ANEW: Final = Prepared(
    text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS mode")
)


async def plan_anew(work: Work) -> None:
    """Until the transaction ends each statement is planned for tables as they are now: a plan made
    while they were nearly empty would read all of them for every chunk of a long list.
    """
    await send(work.session, _PLAN_ANEW, {})


async def write(work: Work, lines: Sequence[str], list_id: UUID | None) -> None:
    """Make cards of these lines, found by what stands on them, in a list if it is given. What they
    were made of is there until the transaction ends.

    :raises sqlalchemy.exc.DBAPIError: an identity is somebody else's by now
    """
    await make_once(work.session, TABLE, _MAKE)
    await copy_rows(work.session, TABLE, COLUMNS, lines)
    mine = {"tenant_id": work.tenant_id}
    dated = {**mine, "now": work.now}
    async with in_one_go(work.session):
        await send(work.session, _CONTACTS, dated)
        await send(work.session, _IDENTITIES, dated)
        await send(work.session, _KEYS, mine)
        await send(work.session, _MARKS, mine)
        if list_id is not None:
            await send(work.session, _MEMBERS, {**mine, "list_id": list_id})


async def shared(work: Work, *, claims: bool) -> list[Shared]:
    """What the cards just written have in common with others, claims of others only if there are
    any.
    """
    statements = (_SHARED, _CLAIMED) if claims else (_SHARED,)
    found: list[Shared] = []
    for statement in statements:
        answer = await send(work.session, statement, {"tenant_id": work.tenant_id})
        found += [Shared(*row) for row in await answer.rows()]
    return found


async def add_results(work: Work, import_id: UUID, apart: Collection[int]) -> None:
    """What became of the rows of the cards just written, but for those ``apart``."""
    values = {
        "tenant_id": work.tenant_id,
        "import_id": import_id,
        "apart": list(apart),
    }
    await send(work.session, _RESULTS, values)
