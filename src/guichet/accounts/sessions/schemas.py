"""Sessions, as the API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from guichet.accounts.sessions.device import device_of
from guichet.accounts.sessions.types import Method, Session


class SessionOut(BaseModel):
    """A browser that is signed in."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    method: Method
    device: str | None
    address: str
    current: bool

    @classmethod
    def of(cls, session: Session, current: UUID) -> "SessionOut":
        """The session; ``current`` is that of the browser that asks."""
        device = device_of(session.user_agent)
        names = [name for name in (device.browser, device.system) if name]
        return cls(
            id=session.id,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
            method=session.method,
            device=", ".join(names) or None,
            address=session.address,
            current=session.id == current,
        )


class SessionList(BaseModel):
    """Every browser of the user, the last used first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "id": "0199b2c4-e8a1-7d3f-8000-5d3c1d6f2a12",
                            "created_at": "2026-03-02T08:00:00Z",
                            "last_seen_at": "2026-03-02T09:12:00Z",
                            "expires_at": "2026-03-16T08:00:00Z",
                            "method": "password",
                            "device": "Firefox, Linux",
                            "address": "192.0.2.7",
                            "current": True,
                        }
                    ]
                }
            ]
        }
    )

    items: list[SessionOut]
