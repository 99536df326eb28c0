"""New cards written as lines are the same as those made one by one."""

import csv
import io
import random
from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.rights import Role
from guichet.crm import service as contacts
from guichet.crm.attributes.types import Attribute, Label
from guichet.crm.duplicates import service as duplicates
from guichet.crm.imports import running
from guichet.crm.imports.people import PeopleReader
from guichet.crm.imports.staging.lines import AND, COLUMNS, Drafter
from guichet.crm.keys import keys_of, label_keys_of
from guichet.crm.matches import marks_of
from guichet.crm.types import Claim
from guichet.gateway.context import Claims
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from tests.conftest import Database, MakeTenant, MakeWork
from tests.crm.imports.scene import Worker, taken_in
from tests.crm.scene import browser, visitor, write_down

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
BORN = Attribute(UUID(int=1), 1, "born", Label("Né le", "Born"), "date", (), "birth_date")
COLUMNS_OF_FILE = ("external_id", "name", "phone", "email", "attribute:born", "tags")
READER = PeopleReader(COLUMNS_OF_FILE, [BORN], "RE", date(2026, 3, 2), ("liste",))

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
mails = st.sampled_from(
    ["elo@shop.example", "Elo+x@shop.example", "e.l.o@gmail.com", "elo@gmail.com", "à@b.re", ""]
)
phones = st.sampled_from(["0692 12 34 56", "0692123457 / 0262 41 00 00", "+33612345678", "12", ""])
days = st.sampled_from(["14/02/1990", "1990-02-14", "never", ""])
rows = st.tuples(words, words, phones, st.tuples(mails, mails).map(" ".join), days, words)


@given(rows)
def test_a_line_holds_what_the_slow_way_finds(cells: tuple[str, ...]) -> None:
    person = READER.person(cells)
    draft = Drafter(IdMaker(ManualClock(NOW)), [BORN]).draft(7, person)
    odd = any(set(one.value) & set("\t\n\r\\\x04") for one in person.identities)
    if not person.identities or odd or any(AND in tag for tag in person.tags):
        assert draft is None
        return
    assert draft is not None
    held = dict(zip(COLUMNS, map(_unescaped, draft.line[:-1].split("\t")), strict=True))
    known = [(one.kind, one.value) for one in person.identities]
    assert (held["n"], held["id"]) == ("7", draft.id.hex)
    assert list(zip(_all(held["kinds"]), _all(held["identity_values"]), strict=True)) == known
    code = draft.id.hex[-4:].upper()
    keys = _all(held["keys"])
    assert len(set(keys)) == len(keys)
    assert set(keys) == keys_of(person.name, code, known) | label_keys_of(person.tags, None)
    sure = [Claim(kind, value) for kind, value in known]
    marks = {mark.key for mark in marks_of(person.name, sure, [], person.attributes, [BORN])}
    implied = {f"{kind}:{value}" for kind, value in known}
    assert set(_all(held["marks"])) == marks - implied
    assert set(_all(held["asked"])) == {key for key in marks & implied if key.startswith("email:")}
    ids = [UUID(one) for one in held["identity_ids"].split(",")]
    assert sorted({draft.id, *ids}) == [draft.id, *ids]


def _all(held: str) -> list[str]:
    return held.split(AND) if held else []


def _unescaped(written: str) -> str:
    ways = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\", "N": "\\N"}
    found, rest = "", iter(written)
    for one in rest:
        found += ways[next(rest)] if one == "\\" else one
    return found


def odd_file(count: int) -> bytes:
    """Everything a list may hold, much of it twice."""
    chance = random.Random(20261126)
    names = ["Élo Payet", 'A "B" C', "tab\there", "back\\slash", "O'Neil", "Ǆ ﬁ", "payet élo", ""]
    file = io.StringIO()
    out = csv.writer(file, delimiter=";")
    out.writerow(["N° client", "Nom", "Portable", "E-mail", "Né(e) le", "Étiquettes", "Remarque"])
    for _ in range(count):
        who = chance.randrange(count * 2 // 3)
        own = [f"c{who}@shop.example", f"c{who}+x@shop.example", f"c.{who}@gmail.com c@gmail.com"]
        out.writerow(
            [
                chance.choice([f"C{who}", "", f"C\\{who}", f'C"{who}']),
                chance.choice(names),
                chance.choice([f"0692 {who:06}"] * 5 + ["", "12", "0262410000"]),
                chance.choice([*own, "", "no@", "É@x.re"]),
                # Days enough that no name and day is shared by more cards than are looked at.
                chance.choice([f"{chance.randrange(1, 9):02}/02/1990", "", "jamais"]),
                chance.choice(["", "pro", "pro, a\\b", "x" * 60]),
                chance.choice(["", "1\\2", "deux\nlignes", "\x04"]),
            ]
        )
    return file.getvalue().encode()


FACES = {
    "contacts": """
SELECT c.name, c.language, c.attributes::text, c.tags, c.version,
       c.created_at = c.last_seen_at AND c.code = upper(right(c.id::text, 4)),
       (SELECT array_agg(ARRAY[i.kind, i.value, i.source] ORDER BY i.kind, i.value)
        FROM contact_identity i WHERE i.contact_id = c.id),
       (SELECT array_agg(k.key ORDER BY k.key) FROM contact_key k
        WHERE k.contact_id = c.id AND k.key <> lower(c.code)),
       EXISTS (SELECT FROM contact_list_member m WHERE m.contact_id = c.id)
FROM contact c WHERE c.tenant_id = %s
""",
    "marks": """
SELECT c.name, i.first, m.key
FROM contact c
JOIN (
    SELECT contact_id, key FROM contact_mark UNION
    SELECT contact_id, kind || ':' || value FROM contact_identity
) m ON m.contact_id = c.id
JOIN LATERAL (SELECT min(value) AS first FROM contact_identity WHERE contact_id = c.id) i ON true
WHERE c.tenant_id = %s
""",
    "rows": """
SELECT r.n, r.state, r.version, r.before::text, r.reasons::text, r.cells::text,
       (SELECT min(i.value) FROM contact_identity i WHERE i.contact_id = r.contact_id)
FROM contact_import_row r WHERE r.tenant_id = %s
""",
    "duplicates": """
SELECT d.reason, least(a.first, b.first), greatest(a.first, b.first)
FROM contact_duplicate d
JOIN LATERAL (
    SELECT min(value) AS first FROM contact_identity WHERE contact_id = d.low_id
) a ON true
JOIN LATERAL (
    SELECT min(value) AS first FROM contact_identity WHERE contact_id = d.high_id
) b ON true
WHERE d.tenant_id = %s
""",
    "events": "SELECT kind FROM event_log WHERE tenant_id = %s AND kind <> 'crm.import.changed'",
}


async def test_a_list_makes_the_same_cards_both_ways(
    ground: Ground,
    database: Database,
    make_tenant: MakeTenant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "FIRST", 60)
    monkeypatch.setattr(running, "MOST", 60)
    monkeypatch.setattr(running, "LONG", 600.0)  # chunks alike both ways, whatever else is at work
    found: list[dict[str, Counter[str]]] = []
    for slow in (False, True):
        tenant_id = await make_tenant()
        with monkeypatch.context() as patched:
            if slow:
                patched.setattr(Drafter, "draft", lambda *_: None)
            async with browser(ground, tenant_id, Role.ADMINISTRATOR) as http:
                mapping = {"list_name": "Liste", "on_match": "fill"}
                done = await taken_in(http, Worker(ground, tenant_id), odd_file(200), mapping)
        assert done["state"] == "done"
        with database.connect_owner() as owner:
            faces = {
                name: Counter(map(str, owner.execute(sql, (tenant_id,)).fetchall()))
                for name, sql in FACES.items()
            }
        found.append(faces)
    assert sum(found[0]["duplicates"].values()) > 10
    assert found[0] == found[1]


async def test_a_card_a_list_made_is_suspected_as_any_other(
    ground: Ground, tenant_id: TenantId, make_work: MakeWork
) -> None:
    content = "Nom;Portable;E-mail\nÉlo;0692 12 34 56;elo@shop.example\nRavi;;ravi+x@shop.example\n"
    async with browser(ground, tenant_id, Role.ADMINISTRATOR) as http:
        await taken_in(http, Worker(ground, tenant_id), content.encode())
    async with make_work(tenant_id) as work:
        await write_down(work, "Elo", Claim("email", "elo+fr@shop.example"))
        said = Claims(verified=False, phone="0692123456")
        await contacts.meet(work, visitor(1), "Elo", claims=said)
        await write_down(work, "Ravi", Claim("email", "ravi@shop.example"))
    async with make_work(tenant_id) as work:
        found = Counter(one.reason for one in await duplicates.page(work, None, 10))
    assert found == {"similar_email": 2, "claim": 1}
    async with browser(ground, tenant_id, Role.ADMINISTRATOR) as http:
        more = "Nom;Portable;E-mail\nÉlo;0693 12 34 56;elo+2@shop.example\n"
        await taken_in(http, Worker(ground, tenant_id), more.encode())
    async with make_work(tenant_id) as work:
        found = Counter(one.reason for one in await duplicates.page(work, None, 10))
    assert found == {"similar_email": 4, "claim": 1}
