"""Texts for nobody are shown to the platform, and dealt with again when it wants."""

import httpx
import pytest

from tests.accounts.conftest import Browser, World
from tests.conftest import MakeTenant
from tests.gateway.telephones.scene import LONG, Platform


@pytest.fixture
async def operator(world: World, browser: Browser) -> httpx.AsyncClient:
    """The operator's browser."""
    await world.user("opal@example.com", operator=True, name="Opal")
    return await browser("opal@example.com")


async def test_what_was_for_nobody_finds_its_company_once_the_number_is_given(
    post: Platform, operator: httpx.AsyncClient, make_tenant: MakeTenant
) -> None:
    for text in ("Bonjour", "Allô ?"):
        await post.says(text, LONG)
    await post.read()
    first = (await operator.get("/platform/stray-texts", params={"limit": 1})).json()
    rest = await operator.get("/platform/stray-texts", params={"cursor": first["next_cursor"]})
    strays = [*first["items"], *rest.json()["items"]]
    assert sorted(one["text"] for one in strays) == ["Allô ?", "Bonjour"]
    assert {one["reason"] for one in strays} == {"no_such_number"}
    assert all(one["detail"] for one in strays)
    tenant = await make_tenant()
    await post.give(await post.number(LONG), tenant)
    await post.door(tenant, number=LONG)
    for one in strays:
        which = {"route_id": one["route_id"], "peer_id": one["peer_id"]}
        assert (await operator.post("/platform/stray-texts/again", json=which)).status_code == 204
    await post.read()
    assert sorted(await post.words()) == ["Allô ?", "Bonjour"]
    assert (await operator.get("/platform/stray-texts")).json()["items"] == []
    assert (await operator.post("/platform/stray-texts/again", json=which)).status_code == 404


async def test_stray_texts_are_the_platform_s_alone(world: World, browser: Browser) -> None:
    await world.user("ada@example.com")
    ada = await browser("ada@example.com")
    assert (await ada.get("/platform/stray-texts")).status_code == 403
