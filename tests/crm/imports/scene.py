"""A shop that takes lists in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx

from guichet.crm.imports import jobs
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.jobs import JobRun

CLIENTS = """Nom;Prénom;Portable;E-mail;Né(e) le;Civilité;Code postal;Points;Fidèle
Payet;Éloïse;0692 12 34 56;Elo@Shop.example;14/02/1990;Mme;97400;12,5;oui
Hoarau;Ravi;0693 45 67 89 / 0262 41 00 00;;01/12/1984;M.;97410;3;non
Grondin;Marie;;marie@shop.example;29/02/2000;Mme;97438;;oui
Personne;Aucun;;;;;;1;non
Faux;Numéro;12;;;;;;oui
Payet;Éloïse;+262 692 12 34 56;;;;;40;non
"""
"""Three people, one of them twice, and two rows of nobody."""
ELO, RAVI = "+262692123456", "+262693456789"
AGREED = {
    "purpose": "marketing",
    "medium": "sms",
    "source": "Bulletin en caisse",
    "date": "2026-02-01",
}


async def sent(
    http: httpx.AsyncClient, content: bytes, name: str = "clients.csv", kind: str = "contacts"
) -> dict[str, Any]:
    """A file whose last byte has just arrived."""
    asked = {"kind": kind, "file_name": name, "size": len(content)}
    made = (await http.post("/imports", json=asked)).json()
    answer = await http.put(f"/imports/{made['id']}/bytes", params={"offset": 0}, content=content)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class Worker:
    """Does what the jobs of a tenant would."""

    def __init__(self, ground: Ground, tenant_id: TenantId) -> None:
        self._ground = ground
        self._tenant_id = tenant_id
        self._run = JobRun(ground, tenant_id, 1)

    async def read(self, one: Mapping[str, Any]) -> None:
        await jobs.read_import.run(self._run, UUID(one["id"]))

    async def run(self, one: Mapping[str, Any], attempt: int = 1) -> None:
        run = JobRun(self._ground, self._tenant_id, attempt)
        await jobs.run_import.run(run, UUID(one["id"]))

    async def undo(self, one: Mapping[str, Any]) -> None:
        await jobs.undo_import.run(self._run, UUID(one["id"]))

    async def forget(self, one: Mapping[str, Any]) -> None:
        await jobs.forget_import.run(self._run, UUID(one["id"]))


async def shown(http: httpx.AsyncClient, one: Mapping[str, Any]) -> dict[str, Any]:
    """The import as it is now."""
    found: dict[str, Any] = (await http.get(f"/imports/{one['id']}")).json()
    return found


async def taken_in(
    http: httpx.AsyncClient,
    worker: Worker,
    content: bytes,
    mapping: Mapping[str, Any] | None = None,
    **options: str,
) -> dict[str, Any]:
    """A file that was sent, read, mapped and taken in."""
    one = await sent(http, content, **options)
    await worker.read(one)
    if mapping:
        answer = await http.patch(f"/imports/{one['id']}", json=mapping)
        assert answer.status_code == 200, answer.text
    started = await http.post(f"/imports/{one['id']}/start")
    assert started.status_code == 200, started.text
    await worker.run(one)
    return await shown(http, one)


async def card_of(http: httpx.AsyncClient, phone: str) -> dict[str, Any]:
    """The card a number leads to."""
    found = (await http.get("/contacts", params={"search": phone})).json()["items"]
    assert len(found) == 1, found
    card: dict[str, Any] = (await http.get(f"/contacts/{found[0]['id']}")).json()
    return card
