"""What comes out: the results of an import, and everything; past events in and out."""

import csv
import io

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.crm.imports.scene import AGREED, CLIENTS, ELO, Worker, card_of, shown, taken_in
from tests.crm.scene import browser


async def test_the_file_is_given_back_with_what_became_of_each_row(
    http: httpx.AsyncClient, worker: Worker
) -> None:
    done = await taken_in(http, worker, CLIENTS.encode())
    refused = await http.get(f"/imports/{done['id']}/rows", params={"state": "refused"})
    assert [row["cells"][0] for row in refused.json()["items"]] == ["Personne", "Faux"]
    answer = await http.get(f"/imports/{done['id']}/rows.csv", headers={"Accept-Language": "fr"})
    table = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[-2] for row in table] == [
        "Résultat",
        "Nouveau",
        "Nouveau",
        "Nouveau",
        "Refusé",
        "Refusé",
        "Déjà dans la liste",
    ]
    assert table[5][-1].startswith("Portable\u00a0: Ce n’est pas")
    await worker.forget(done)
    gone = await http.get(f"/imports/{done['id']}/rows.csv")
    assert gone.status_code == 404
    rows = (await http.get(f"/imports/{done['id']}/rows", params={"state": "refused"})).json()
    assert [row["cells"] for row in rows["items"]] == [None, None]
    forgotten = await shown(http, done)
    assert (forgotten["preview"], forgotten["columns"][0]["samples"]) == ([], [])


async def test_past_events_are_taken_in_once(http: httpx.AsyncClient, worker: Worker) -> None:
    text = (
        "Commande;Date;Téléphone;Article;Catégorie;Montant;Pointure\n"
        "1;14/02/2026 10:30;0692123456;EX-38;escarpins;59,90;38\n"
        "2;15/02/2026;0693456789;BO-40;bottes;1 120,00;40\n"
        "3;;0693456789;BO-40;bottes;10;40\n"
        "4;15/02/2026;;BO-40;bottes;10;40\n"
        "1;14/02/2026 10:30;0692123456;EX-38;escarpins;59,90;38\n"
    )
    mapping = {"event_type": "purchase"}
    done = await taken_in(http, worker, text.encode(), mapping, kind="events")
    counts = done["counts"]
    assert (counts["new"], counts["duplicates"], counts["refused"]) == (2, 1, 2)
    elo = await card_of(http, ELO)
    (event,) = (await http.get(f"/contacts/{elo['id']}/events")).json()["items"]
    assert (event["at"], event["type"]) == ("2026-02-14T06:30:00Z", "purchase")
    assert event["properties"] == {
        "article": "EX-38",
        "category": "escarpins",
        "amount": 5990,
        "currency": "EUR",
        "pointure": 38,
    }
    again = await taken_in(http, worker, text.encode(), mapping, kind="events")
    assert (again["counts"]["new"], again["counts"]["duplicates"]) == (0, 3)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_everything_is_taken_out_and_in_again(
    http: httpx.AsyncClient, worker: Worker, kind: str
) -> None:
    await taken_in(http, worker, CLIENTS.encode(), {"consent": AGREED})
    answer = await http.get("/exports/contacts", params={"format": kind})
    assert answer.status_code == 200
    again = await taken_in(
        http, worker, answer.content, {"on_match": "fill"}, name=f"contacts.{kind}"
    )
    counts = again["counts"]
    assert (counts["new"], counts["refused"]) == (0, 0)
    consents_out = (await http.get("/exports/consents")).text
    assert consents_out.count("granted") == 3
    assert len((await http.get("/exports/events")).text.splitlines()) == 1


async def test_only_who_may_takes_everything_out(ground: Ground, tenant_id: TenantId) -> None:
    async with browser(ground, tenant_id, Role.AGENT) as agent:
        assert (await agent.get("/exports/contacts")).status_code == 403
