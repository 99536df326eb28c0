"""Nothing of one company can be seen or touched by another, whichever operation is asked.

The operations come from the document, the ids from the database: a new endpoint and a new table
are covered as soon as they exist.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from psycopg import sql

from guichet.accounts.tenants.types import Tenant
from tests.accounts.conftest import World
from tests.api.conftest import Company
from tests.api.test_document import operations
from tests.conftest import Database

pytestmark = pytest.mark.usefixtures("operator")

BASE = "/api/v1"
PUBLIC = {
    "start_oidc_sign_in": "leads whoever wants to sign in to the company's own page",
    "restore_routing_rules": "its path holds the number of a version, never an id",
    "export_contacts": "its path says what is taken out, never an id",
}
ELSEWHERE = {
    "get_advice_request": "it belongs to the operator's company, which tests/desk/advice looks at",
    "get_hook_delivery": "its path holds two ids, which tests/hooks looks at",
    "get_consent_evidence": "its path holds two ids, which tests/campaigns/signups looks at",
    "get_import_rows_file": "only a file that was read has one: tests/crm/imports looks at it",
}
HIDDEN = {403, 404}
"""403: the caller lacks the right and the id was never looked at."""

_TENANT_TABLES = """
SELECT c.relname, bool_or(a.attname = 'id' AND a.atttypid = 'uuid'::regtype)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.relname HAVING bool_or(a.attname = 'tenant_id')
"""


@pytest.fixture
async def operator(world: World) -> Tenant:
    """The company of the platform's operator, of whom everybody may ask for advice."""
    return await world.tenant("guichet")


def tables(database: Database) -> dict[str, bool]:
    """Every table of tenants' rows, and whether they have an id."""
    with database.connect_owner() as connection:
        return {str(name): bool(has_id) for name, has_id in connection.execute(_TENANT_TABLES)}


Ids = dict[str, str]
"""An id by what it is of."""


def ids_of(database: Database, tenant: Tenant) -> Ids:
    """An id of each kind of thing the company has, and of its people."""
    found = {"tenant": str(tenant.id)}
    with database.connect_owner() as connection:
        for table, has_id in tables(database).items():
            columns = ["id"] if has_id else []
            columns += ["user_id"] if table == "membership" else []
            for column in columns:
                statement = sql.SQL("SELECT {} FROM {} WHERE tenant_id = %s LIMIT 1").format(
                    sql.Identifier(column), sql.Identifier(table)
                )
                row = connection.execute(statement, [tenant.id]).fetchone()
                found |= {f"{table} {column}": str(row[0])} if row else {}
    return found


def fitting(path: str, ids: Ids) -> list[str]:
    """Those that a path may hold by the names of its parts and of the tables; where no name tells,
    all there are.
    """
    names = re.findall(r"\{(\w+?)(?:_id)?\}", path)
    exact = [ids[f"{one} id"] for one in names if f"{one} id" in ids]
    if exact:
        return exact
    named = {each for one in names for each in (one, *one.split("_"))}
    found = [one for table, one in ids.items() if named & set(re.split(r"[_ ]", table))]
    return found or list(ids.values())


def contents(database: Database, tenant: Tenant) -> dict[str, object]:
    """A digest of everything the company has."""
    digests: dict[str, object] = {}
    with database.connect_owner() as connection:
        for table in tables(database):
            statement = sql.SQL(
                "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"
                " WHERE tenant_id = %s"
            ).format(sql.Identifier(table))
            row = connection.execute(statement, [tenant.id]).fetchone()
            digests[table] = row[0] if row else None
    return digests


Call = tuple[str, str, str, dict[str, Any] | None]


def calls(document: dict[str, Any], *, with_id: bool) -> Iterator[Call]:
    """Operations as (id, method, path, body), the body being the document's example."""
    for path, described in document["paths"].items():
        for method, operation in operations({"paths": {path: described}}):
            if ("{" in path) is with_id:
                content = operation.get("requestBody", {}).get("content", {})
                media = content.get("application/json")
                yield operation["operationId"], method.upper(), path, _example(media)


def _example(media: dict[str, Any] | None) -> dict[str, Any] | None:
    if media is None:
        return None
    named = [example["value"] for example in media.get("examples", {}).values()]
    found: dict[str, Any] = named[0] if named else media["example"]
    return found


async def send(client: httpx.AsyncClient, call: Call, known: str, **headers: str) -> httpx.Response:
    """Call with every id in the path replaced by ``known``."""
    _, method, path, body = call
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + known + rest.partition("}")[2]
    wanted = {"offset": 0} if call[0] == "send_import_bytes" else None
    return await client.request(
        method, path.removeprefix(BASE), json=body, params=wanted, headers=headers
    )


async def fill(company: Company, document: dict[str, Any]) -> None:
    """Let the company make one of everything that the API can make from its own examples."""
    for call in calls(document, with_id=False):
        if call[1] == "POST" and call[0] not in ("sign_in", "upload_file"):
            await send(company.admin, call, "")
    kind = {"Content-Type": "text/plain"}
    sent = await company.admin.post("/files?name=bonjour.txt", content=b"bonjour", headers=kind)
    assert sent.status_code == 201, sent.text
    await _set_off(company, document)


async def _set_off(company: Company, document: dict[str, Any]) -> None:
    """What sets a campaign off has to name one that is there."""
    body = next(call[3] for call in calls(document, with_id=False) if call[0] == "create_trigger")
    (campaign, *_) = (await company.admin.get("/campaigns")).json()["items"]
    named = {**(body or {}), "campaign_id": campaign["id"]}
    made = await company.admin.post("/campaign-triggers", json=named)
    assert made.status_code == 201, made.text


async def test_no_operation_finds_what_belongs_to_another_company(
    document: dict[str, Any], vanille: Company, corail: Company, database: Database
) -> None:
    await fill(corail, document)
    theirs = ids_of(database, corail.tenant)
    before = contents(database, corail.tenant)

    leaks = []
    for call in calls(document, with_id=True):
        if call[0] not in PUBLIC:
            for one in fitting(call[2], theirs):
                answer = await send(vanille.admin, call, one)
                if answer.status_code not in HIDDEN:
                    leaks.append((call[0], one, answer.status_code, answer.text[:200]))
    assert leaks == []
    assert contents(database, corail.tenant) == before


async def test_what_is_asked_for_is_there_for_its_own_company(
    document: dict[str, Any], corail: Company, database: Database
) -> None:
    """Otherwise the test above would find nothing because there is nothing."""
    await fill(corail, document)
    own = ids_of(database, corail.tenant)
    unseen = []
    for call in calls(document, with_id=True):
        readable = call[1] == "GET" and not call[2].startswith((f"{BASE}/platform", f"{BASE}/me"))
        if readable and call[0] not in PUBLIC | ELSEWHERE:
            ids = fitting(call[2], own)
            seen = [(await send(corail.admin, call, one)).status_code for one in ids]
            unseen += [] if 200 in seen else [call[0]]
    assert not unseen, unseen


async def test_no_operation_lets_a_stranger_into_a_company(
    document: dict[str, Any], vanille: Company, corail: Company, database: Database
) -> None:
    before = contents(database, corail.tenant)
    entered = []
    for with_id in (False, True):
        for call in calls(document, with_id=with_id):
            parameters = document["paths"][call[2]][call[1].lower()]["parameters"]
            if "Guichet-Tenant" in [parameter["name"] for parameter in parameters]:
                headers = {"Guichet-Tenant": str(corail.tenant.id)}
                answer = await send(vanille.admin, call, str(corail.tenant.id), **headers)
                if answer.status_code != 404:
                    entered.append((call[0], answer.status_code))
    assert entered == []
    assert contents(database, corail.tenant) == before


async def test_a_key_opens_its_own_company_alone(
    document: dict[str, Any],
    vanille: Company,
    corail: Company,
    database: Database,
    browser: Any,
) -> None:
    rights = (await vanille.admin.get("/session")).json()["tenants"][0]["rights"]
    made = await vanille.admin.post(
        "/api-keys", json={"name": "till", "rights": rights, "per_minute": 1_000_000}
    )
    assert made.status_code == 201, made.text
    program = await browser()
    program.headers["Authorization"] = f"Bearer {made.json()['token']}"
    assert (await program.get("/contacts")).status_code == 200

    await fill(corail, document)
    theirs = ids_of(database, corail.tenant)
    leaks = []
    for call in calls(document, with_id=True):
        if call[0] not in PUBLIC:
            for one in fitting(call[2], theirs):
                answer = await send(program, call, one)
                if answer.status_code not in HIDDEN:
                    leaks.append((call[0], one, answer.status_code))
    assert leaks == []
    named = {"Guichet-Tenant": str(corail.tenant.id)}
    assert (await program.get("/contacts", headers=named)).status_code == 404
