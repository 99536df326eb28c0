"""The signed-in user, as the API shows it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.accounts.me.types import Overview, Place
from guichet.accounts.rights import Right, Role
from guichet.accounts.sessions.types import Session
from guichet.accounts.tenants.types import Status
from guichet.accounts.totp.types import Enrolment
from guichet.accounts.users.types import ColorScheme
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
    def of(cls, seen: Overview) -> "Me":
        """The user with the second factors they have."""
        user = seen.user
        return cls(
            id=user.id,
            name=user.name,
            email=user.email,
            language=user.language,
            color_scheme=user.color_scheme,
            platform_operator=user.platform_operator,
            has_password=user.has_password,
            totp=seen.totp,
            passkeys=seen.passkeys,
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
    def of(cls, seen: Overview, session: Session, rights: frozenset[Right]) -> "Overviewed":
        """The whole answer."""
        return cls(
            user=Me.of(seen),
            tenants=[MyTenant.of(place) for place in seen.places],
            session=MySession(
                id=session.id, created_at=session.created_at, expires_at=session.expires_at
            ),
            platform_rights=sorted(rights),
        )


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Password = Annotated[str, Field(min_length=1, max_length=256)]


class ProfileChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"language": "en", "color_scheme": "dark"}]},
    )

    name: Name | None = None
    language: Language | None = None
    color_scheme: ColorScheme | None = None


class NewPassword(BaseModel):
    """The present password and the one to come."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"current": "guichet-demo", "password": "une phrase assez longue"}]
        },
    )

    current: Password
    password: Password


class Code(BaseModel):
    """A code of the second factor."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": "492039"}]})

    code: Annotated[
        str,
        Field(
            min_length=6,
            max_length=40,
            description="Six digits of the authenticator, or a recovery code.",
        ),
    ]


class Enrolled(BaseModel):
    """What an authenticator needs, shown once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                    "uri": "otpauth://totp/Guichet:agent1%40guichet.example?secret=JBSWY3DP",
                    "qr_svg": '<svg viewBox="0 0 180 180" class="segno"></svg>',
                }
            ]
        }
    )

    secret: Annotated[str, Field(description="Base 32, to type by hand.")]
    uri: str
    qr_svg: Annotated[str, Field(description="The address as a picture.")]

    @classmethod
    def of(cls, enrolment: Enrolment) -> "Enrolled":
        """As the service gives it."""
        return cls(secret=enrolment.secret, uri=enrolment.uri, qr_svg=enrolment.qr_svg)


class RecoveryCodes(BaseModel):
    """Codes to keep on paper, each usable once."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"recovery_codes": ["k4fp-9xwd-m2ta-zz8u"]}]}
    )

    recovery_codes: list[str]
