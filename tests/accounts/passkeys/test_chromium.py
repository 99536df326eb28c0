"""A real browser with a virtual authenticator (Chrome DevTools Protocol, domain WebAuthn) makes a
passkey and signs in with it, over the real endpoints.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.async_api import Page

from guichet.accounts.rights import Role
from guichet.kit.ground import Ground
from scripts.screens import chromium_path, open_browser
from tests.accounts.conftest import Browser, World
from tests.servers.asgi import served

pytestmark = pytest.mark.browser

CREATE = """async options => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({ publicKey })).toJSON();
}"""
GET = """async options => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({ publicKey })).toJSON();
}"""


@dataclass
class Device:
    """A page of a browser whose machine has an authenticator."""

    page: Page
    cdp: Any
    authenticator: str

    async def verifies_user(self, verified: bool) -> None:
        """Whether its owner puts the right finger on it."""
        wanted = {"authenticatorId": self.authenticator, "isUserVerified": verified}
        await self.cdp.send("WebAuthn.setUserVerified", wanted)

    async def credentials(self) -> list[dict[str, Any]]:
        """The passkeys it holds."""
        told = await self.cdp.send(
            "WebAuthn.getCredentials", {"authenticatorId": self.authenticator}
        )
        found: list[dict[str, Any]] = told["credentials"]
        return found

    async def set_counter(self, credential: dict[str, Any], count: int) -> None:
        """Give a passkey another counter, as a copy of the device would have."""
        chosen = {"authenticatorId": self.authenticator}
        removed = {**chosen, "credentialId": credential["credentialId"]}
        await self.cdp.send("WebAuthn.removeCredential", removed)
        copied = {**credential, "signCount": count}
        await self.cdp.send("WebAuthn.addCredential", {**chosen, "credential": copied})


@pytest.fixture
async def device(app: FastAPI, ground: Ground) -> AsyncIterator[Device]:
    """A browser on a page of our own origin."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    async with served(app) as place, open_browser(path) as browser:
        origin = f"http://localhost:{place.rpartition(':')[2]}"
        here = ground.settings.model_copy(update={"public_url": origin})
        app.state.ground = replace(ground, settings=here)
        page = await browser.new_page()
        await page.goto(f"{origin}/api/v1/sign-in/options")
        cdp = await page.context.new_cdp_session(page)
        await cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        made = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield Device(page, cdp, made["authenticatorId"])
        await page.close()


@pytest.fixture
async def ada(world: World, browser: Browser) -> httpx.AsyncClient:
    """Somebody signed in with a password."""
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.AGENT)
    return await browser("ada@example.com", tenant)


def _fault_of(script: str) -> str:
    return (
        f"async options => {{ try {{ await ({script})(options) }} catch (e) {{ return e.name }} }}"
    )


async def _register(ada: httpx.AsyncClient, device: Device) -> httpx.Response:
    asked = (await ada.post("/me/passkeys/options", json={})).json()
    credential = await device.page.evaluate(CREATE, asked["options"])
    made = {"challenge_id": asked["challenge_id"], "name": "Phone", "credential": credential}
    return await ada.post("/me/passkeys", json=made)


async def _sign_in(client: httpx.AsyncClient, device: Device) -> httpx.Response:
    asked = (await client.post("/session/passkey/options", json={})).json()
    credential = await device.page.evaluate(GET, asked["options"])
    answer = {"challenge_id": asked["challenge_id"], "credential": credential}
    return await client.post("/session/passkey", json=answer)


async def test_a_passkey_is_made_and_signs_in_without_a_name_or_password(
    ada: httpx.AsyncClient, device: Device, browser: Browser
) -> None:
    made = await _register(ada, device)
    assert made.status_code == 201, made.text
    assert (await ada.get("/session")).json()["user"]["passkeys"] == 1

    stranger = await browser()
    signed_in = await _sign_in(stranger, device)
    assert (signed_in.status_code, signed_in.json()) == (200, {"next": "done", "methods": []})
    assert (await stranger.get("/session")).json()["user"]["email"] == "ada@example.com"
    (listed,) = (await ada.get("/me/passkeys")).json()["items"]
    assert (listed["name"], listed["last_used_at"] is not None) == ("Phone", True)

    assert (await ada.delete(f"/me/passkeys/{listed['id']}")).status_code == 204
    gone = await _sign_in(await browser(), device)
    assert (gone.status_code, gone.json()["code"]) == (401, "passkey_unknown")


async def test_the_device_refuses_the_wrong_finger_and_a_second_passkey(
    ada: httpx.AsyncClient, device: Device
) -> None:
    assert (await _register(ada, device)).status_code == 201
    asked = (await ada.post("/me/passkeys/options", json={})).json()
    assert await device.page.evaluate(_fault_of(CREATE), asked["options"]) == "InvalidStateError"
    await device.verifies_user(False)
    asked = (await ada.post("/session/passkey/options", json={})).json()
    assert await device.page.evaluate(_fault_of(GET), asked["options"]) == "NotAllowedError"


async def test_a_copy_of_the_device_signs_nobody_in_and_suspends_the_passkey(
    ada: httpx.AsyncClient, device: Device, browser: Browser
) -> None:
    await _register(ada, device)
    assert (await _sign_in(await browser(), device)).status_code == 200
    (credential,) = await device.credentials()
    await device.set_counter(credential, 0)
    copied = await _sign_in(await browser(), device)
    assert (copied.status_code, copied.json()["code"]) == (401, "passkey_suspended")
    (listed,) = (await ada.get("/me/passkeys")).json()["items"]
    assert listed["suspended_at"] is not None
