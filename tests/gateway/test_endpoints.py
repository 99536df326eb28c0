"""Channels and entry points over HTTP."""

from collections.abc import AsyncIterator

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.conftest import MakeTenant
from tests.desk.scene import AMELIE, Callers, application, client_of, principal

NEW = {
    "kind": "webchat",
    "title": "Boutique",
    "language": "fr",
    "allowed_origins": ["https://Shop.example/", "https://*.shop.example"],
    "settings": {"colour": "#AA3300"},
}


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


@pytest.fixture
def callers(tenant_id: TenantId) -> Callers:
    return Callers(principal(AMELIE, tenant_id, Role.ADMINISTRATOR))


@pytest.fixture
async def http(ground: Ground, callers: Callers) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(application(ground, callers)) as client:
        yield client


async def test_the_channels_found_are_listed_with_a_form_for_their_settings(
    http: httpx.AsyncClient,
) -> None:
    items = (await http.get("/channels")).json()["items"]
    chat = next(one for one in items if one["kind"] == "webchat")
    assert chat["title"] == {"en": "Site chat", "fr": "Chat du site"}
    colour = chat["settings_schema"]["properties"]["colour"]
    assert (colour["title"], colour["fr"]["title"]) == ("Colour", "Couleur")


async def test_an_entry_point_is_opened_changed_and_closed(http: httpx.AsyncClient) -> None:
    made = (await http.post("/entry-points", json=NEW)).json()
    assert made["allowed_origins"] == ["https://shop.example", "https://*.shop.example"]
    shown = {name: made["settings"][name] for name in ("greeting", "colour", "side")}
    assert shown == {"greeting": None, "colour": "#aa3300", "side": "right"}
    assert f"/tag/{made['site_key']}.js" in made["tag"]
    path = f"/entry-points/{made['id']}"
    changed = (await http.patch(path, json={"title": "Magasin", "enabled": False})).json()
    assert (changed["title"], changed["enabled"], changed["version"]) == ("Magasin", False, 2)
    assert changed["settings"] == made["settings"]
    assert (await http.delete(path)).status_code == 204
    assert (await http.get(path)).status_code == 404
    assert (await http.delete(path)).status_code == 404
    assert (await http.get("/entry-points")).json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "pointers"),
    [
        ({"kind": "telepathy"}, ["kind"]),
        ({"allowed_origins": ["shop.example", "https://ok.example"]}, ["allowed_origins/0"]),
        ({"settings": {"colour": "red"}}, ["settings/colour"]),
        ({"settings": {"colours": "#aa3300"}}, ["settings/colours"]),
        (
            {"allowed_origins": ["x"], "settings": {"side": "top"}},
            ["allowed_origins/0", "settings/side"],
        ),
        ({"title": ""}, ["title"]),
        ({"language": "de"}, ["language"]),
    ],
)
async def test_what_is_wrong_is_named(
    http: httpx.AsyncClient, wrong: dict[str, object], pointers: list[str]
) -> None:
    refused = await http.post("/entry-points", json=NEW | wrong)
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["faults"]] == pointers


async def test_site_keys_never_repeat(http: httpx.AsyncClient) -> None:
    keys = [(await http.post("/entry-points", json=NEW)).json()["site_key"] for _ in range(20)]
    assert len(set(keys)) == 20


async def test_only_administrators_change_entry_points(
    http: httpx.AsyncClient, callers: Callers, tenant_id: TenantId
) -> None:
    callers.who = principal(AMELIE, tenant_id, Role.SUPERVISOR)
    assert (await http.get("/entry-points")).status_code == 200
    assert (await http.post("/entry-points", json=NEW)).status_code == 403


async def test_another_tenants_entry_point_is_not_there(
    http: httpx.AsyncClient, callers: Callers, make_tenant: MakeTenant
) -> None:
    made = (await http.post("/entry-points", json=NEW)).json()
    callers.who = principal(AMELIE, await make_tenant(), Role.ADMINISTRATOR)
    path = f"/entry-points/{made['id']}"
    answers = [
        await http.get(path),
        await http.patch(path, json={"title": "Mine now"}),
        await http.delete(path),
    ]
    assert {answer.status_code for answer in answers} == {404}
