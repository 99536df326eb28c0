"""The demo's outbox page."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
from starlette.applications import Starlette

from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.mail.types import Mail, Readable
from guichet.processes.demo_outbox.page import page
from guichet.processes.demo_outbox.routes import routes
from tests.conftest import MakeTenant, MakeWork

TEXT = "Hello,\nhttp://localhost:8470/invitation?token=abc&x=1\n<script>alert(1)</script>"
MAIL = Mail("nadia@example.com", "Come & see", TEXT, "<p>Hello</p>")
FOUND = Readable(UUID(int=1), MAIL, "sent", datetime(2026, 3, 2, 8, 0, tzinfo=UTC))


def test_links_can_be_clicked_and_nothing_else_is_markup() -> None:
    shown = page("en", [FOUND])
    assert '<a href="http://localhost:8470/invitation?token=abc&amp;x=1">' in shown
    assert "Come &amp; see" in shown
    assert "<script" not in shown


async def test_the_page_is_served_in_the_readers_language_and_never_kept(
    ground: Ground, make_work: MakeWork, make_tenant: MakeTenant
) -> None:
    tenant: TenantId = await make_tenant()
    transport = httpx.ASGITransport(Starlette(routes=routes(ground)))
    async with httpx.AsyncClient(transport=transport, base_url="http://guichet.test") as client:
        client.headers["accept-language"] = "fr"
        assert "Aucun message" in (await client.get("/demo/outbox")).text
        async with make_work(tenant) as work:
            await ground.outbox.post(work, MAIL)
        answer = await client.get("/demo/outbox")
        assert "nadia@example.com" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert (await client.get("/demo/outbox.css")).status_code == 200
