"""The mails of the demo over HTTP; outside of demo mode there is nothing here."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from guichet.accounts.http import Works
from guichet.kit.errors import NotFound
from guichet.kit.http.deps import GroundPart
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.mail.types import Readable

router = api_router("demo")


class DemoMail(BaseModel):
    """A mail that would have been sent."""

    id: UUID
    to: str
    subject: str
    text: str
    html: str
    state: Literal["waiting", "sent", "failed"]
    created_at: datetime

    @classmethod
    def of(cls, found: Readable) -> "DemoMail":
        """As the outbox gives it."""
        mail = found.mail
        return cls(
            id=found.id,
            to=mail.to,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            state=found.state,
            created_at=found.created_at,
        )


class DemoOutbox(BaseModel):
    """The newest mails."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "id": "0199b2c4-e8a1-7d3f-8000-5d3c1d6f2a30",
                            "to": "nadia@example.com",
                            "subject": "Agathe Grondin vous invite dans Maison Vanille",
                            "text": "Bonjour, ...",
                            "html": "<p>Bonjour, ...</p>",
                            "state": "sent",
                            "created_at": "2026-03-02T08:00:00Z",
                        }
                    ]
                }
            ]
        }
    )

    items: list[DemoMail]


@router.get("/demo/outbox", responses=refusals(NotFound()))
async def list_demo_mails(ground: GroundPart, works: Works) -> DemoOutbox:
    """The newest fifty mails the demo would have sent; only in demo mode, and open to all there."""
    if not ground.settings.demo:
        raise NotFound
    async with works() as work:
        found = await ground.outbox.newest(work.session)
    return DemoOutbox(items=[DemoMail.of(one) for one in found])
