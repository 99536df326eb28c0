"""The demo's outbox."""

from dataclasses import replace

from fastapi import FastAPI

from guichet.kit.ground import Ground
from tests.accounts.conftest import Browser, World


async def test_outside_of_demo_mode_there_is_no_outbox(browser: Browser) -> None:
    assert (await (await browser()).get("/demo/outbox")).status_code == 404


async def test_in_demo_mode_everybody_reads_every_mail(
    world: World, browser: Browser, app: FastAPI, ground: Ground
) -> None:
    app.state.ground = replace(ground, settings=ground.settings.model_copy(update={"demo": True}))
    await world.user("amelie@example.com")
    client = await browser()
    await client.post("/password-resets", json={"email": "amelie@example.com"})
    (mail,) = (await client.get("/demo/outbox")).json()["items"]
    assert mail["to"] == "amelie@example.com"
    assert "/reset-password?token=" in mail["text"]
    people = (await client.get("/sign-in/options")).json()["demo"]
    assert {one["role"] for one in people} >= {"platform_operator", "administrator", "agent"}
