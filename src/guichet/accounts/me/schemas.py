"""The signed-in user, as the API shows it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from guichet.accounts.me.types import Overview, Place
from guichet.accounts.rights import Right, Role
from guichet.accounts.sessions.types import Session
from guichet.accounts.tenants.types import Status
from guichet.accounts.users.types import ColorScheme, User
from guichet.kit.i18n import Language


class Me(BaseModel):
    """The user."""

    id: UUID
    name: str
    email: str
    language: Language
    color_scheme: ColorScheme
    platform_operator: bool
    has_password: bool
    totp: bool
    passkeys: int

    @classmethod
    def of(cls, user: User, *, totp: bool, passkeys: int) -> "Me":
        """The user with the second factors they have."""
        return cls(
            id=user.id,
            name=user.name,
            email=user.email,
            language=user.language,
            color_scheme=user.color_scheme,
            platform_operator=user.platform_operator,
            has_password=user.has_password,
            totp=totp,
            passkeys=passkeys,
        )


class MyTenant(BaseModel):
    """A tenant the user may enter."""

    id: UUID
    slug: str
    name: str
    roles: list[Role]
    rights: list[Right]
    zone: str
    territory: str
    currency: str
    languages: list[Language]
    status: Status
    support_until: datetime | None

    @classmethod
    def of(cls, place: Place) -> "MyTenant":
        """The tenant with what the user is and may do there."""
        settings = place.tenant.settings
        return cls(
            id=place.tenant.id,
            slug=place.tenant.slug,
            name=settings.name,
            roles=sorted(place.roles),
            rights=sorted(place.rights),
            zone=settings.zone,
            territory=settings.territory,
            currency=settings.currency,
            languages=list(settings.languages),
            status=place.tenant.status,
            support_until=place.support_until,
        )


class MySession(BaseModel):
    """The session of this browser."""

    id: UUID
    created_at: datetime
    expires_at: datetime


class Overviewed(BaseModel):
    """Who is signed in, and where they may go."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "user": {
                        "id": "0199b2c4-e8a1-7d3f-8000-5d3c1d6f2a10",
                        "name": "Amélie Payet",
                        "email": "agent1@guichet.example",
                        "language": "fr",
                        "color_scheme": "auto",
                        "platform_operator": False,
                        "has_password": True,
                        "totp": False,
                        "passkeys": 0,
                    },
                    "tenants": [
                        {
                            "id": "0199b2c4-e8a1-7d3f-8000-5d3c1d6f2a11",
                            "slug": "maison-vanille",
                            "name": "Maison Vanille",
                            "roles": ["agent"],
                            "rights": ["contacts.read", "desk.answer"],
                            "zone": "Indian/Reunion",
                            "territory": "RE",
                            "currency": "EUR",
                            "languages": ["fr", "en"],
                            "status": "active",
                            "support_until": None,
                        }
                    ],
                    "session": {
                        "id": "0199b2c4-e8a1-7d3f-8000-5d3c1d6f2a12",
                        "created_at": "2026-03-02T08:00:00Z",
                        "expires_at": "2026-03-16T08:00:00Z",
                    },
                    "platform_rights": [],
                }
            ]
        }
    )

    user: Me
    tenants: list[MyTenant]
    session: MySession
    platform_rights: list[Right]

    @classmethod
    def of(cls, me: Me, seen: Overview, session: Session, rights: frozenset[Right]) -> "Overviewed":
        """The whole answer."""
        return cls(
            user=me,
            tenants=[MyTenant.of(place) for place in seen.places],
            session=MySession(
                id=session.id, created_at=session.created_at, expires_at=session.expires_at
            ),
            platform_rights=sorted(rights),
        )
