"""The audit trail over HTTP: read, filtered, verified, and its readers written down."""

from guichet.accounts.audit import service as audit
from guichet.accounts.rights import Role
from guichet.accounts.support import service as support
from guichet.accounts.support.service import Decision
from guichet.accounts.support.types import Person
from guichet.kit.ground import Ground
from tests.accounts.conftest import CORAIL, Browser, World
from tests.conftest import Database


async def _seal(ground: Ground) -> int:
    key = ground.cipher.derive(audit.CHAIN_KEY)
    return await audit.seal_pending(ground.system_db, key, ground.clock.now())


async def test_an_auditor_reads_who_did_what_in_their_language(
    world: World, browser: Browser
) -> None:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    client = await browser("ada@example.com", tenant)
    wanted = {"name": "Caisse", "rights": ["contacts.read"]}
    made = await client.post("/api-keys", json=wanted)
    assert made.status_code == 201, made.text

    target = f"api_key:{made.json()['key']['id']}"
    page = (await client.get("/audit", params={"target": target})).json()
    (entry,) = page["items"]
    assert entry["action"] == "accounts.api_key.created"
    assert entry["actor"]["name"] == "ada"
    assert entry["text"] == "A créé la clé d’API « Caisse » avec les droits contacts.read"
    assert entry["number"] is None

    actions = (await client.get("/audit/actions")).json()["items"]
    assert "accounts.api_key.created" in [action["action"] for action in actions]
    first = (await client.get("/audit", params={"limit": 1})).json()
    rest = (await client.get("/audit", params={"cursor": first["next_cursor"]})).json()
    assert first["items"][0]["id"] not in [entry["id"] for entry in rest["items"]]
    assert len(rest["items"]) >= 2


async def test_an_agent_and_another_tenants_auditor_read_nothing(
    world: World, browser: Browser
) -> None:
    tenant, other = await world.tenant(), await world.tenant("atelier-corail", CORAIL)
    await world.member(tenant, "agent@example.com", Role.AGENT)
    await world.member(other, "auditor@example.com", Role.AUDITOR)
    agent = await browser("agent@example.com", tenant)
    assert (await agent.get("/audit")).status_code == 403
    assert (await agent.post("/audit/verify", json={})).status_code == 403
    auditor = await browser("auditor@example.com", tenant)
    assert (await auditor.get("/audit")).status_code == 404
    auditor.headers["guichet-tenant"] = str(other.id)
    told = [entry["target"] for entry in (await auditor.get("/audit")).json()["items"]]
    assert f"tenant:{tenant.id}" not in told


async def test_verifying_gives_a_witness_and_names_the_first_broken_entry(
    world: World, browser: Browser, ground: Ground, database: Database
) -> None:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    client = await browser("ada@example.com", tenant)
    assert await _seal(ground) > 2
    report = (await client.post("/audit/verify", json={})).json()
    assert (report["intact"], report["fault"]) == (True, None)
    await _seal(ground)
    again = await client.post("/audit/verify", json={"witness": report["head"]})
    assert again.json()["intact"]

    with database.connect_owner() as owner:
        owner.execute(
            "UPDATE audit_entry SET target = 'user:nobody' WHERE number = 2 AND tenant_id = %s",
            (tenant.id,),
        )
    broken = (await client.post("/audit/verify", json={})).json()
    assert not broken["intact"]
    assert (broken["fault"]["number"], broken["fault"]["reason"]) == (2, "altered")
    assert broken["fault"]["text"] == "L’entrée 2 n’est pas celle qui fut écrite."
    newest = (await client.get("/audit")).json()["items"][0]
    assert newest["action"] == "audit.chain.found_broken"


async def test_the_operator_reads_and_verifies_the_platforms_own_trail(
    world: World, browser: Browser
) -> None:
    tenant = await world.tenant()
    await world.user("operator@example.com", operator=True)
    client = await browser("operator@example.com")
    entries = (await client.get("/platform/audit")).json()["items"]
    assert f"tenant:{tenant.id}" in [entry["target"] for entry in entries]
    assert "Amélie" in [entry["actor"]["name"] for entry in entries]
    assert (await client.post("/platform/audit/verify", json={})).json()["intact"]
    client.headers["guichet-tenant"] = str(tenant.id)
    assert (await client.get("/audit")).status_code == 404


async def test_support_that_reads_the_trail_is_in_it(world: World, browser: Browser) -> None:
    tenant = await world.tenant()
    ada = await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    opal = await world.user("opal@example.com", operator=True, name="Opal")
    operator = Person(opal.id, opal.name)
    async with world.works(tenant_id=tenant.id) as work:
        grant = await support.ask(work, operator, "Broken tag", 30)
        await support.decide(work, grant.id, Decision(Person(ada.id, ada.name), granted=True))
    client = await browser("opal@example.com", tenant)
    assert (await client.get("/audit")).status_code == 200
    newest = (await client.get("/audit")).json()["items"][0]
    assert (newest["action"], newest["actor"]["kind"], newest["actor"]["name"]) == (
        "audit.trail.viewed",
        "support",
        "Opal",
    )
