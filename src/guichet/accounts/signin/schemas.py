"""Signing in, as the API speaks of it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

EMAIL_LENGTH = 254
PASSWORD_LENGTH = 256


class SignIn(BaseModel):
    """Who, and the proof."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"email": "agent1@guichet.example", "password": "guichet-demo"}]
        },
    )

    email: Annotated[str, Field(min_length=1, max_length=EMAIL_LENGTH)]
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_LENGTH)]


class SecondFactor(BaseModel):
    """The second proof."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": "492039"}]})

    code: Annotated[
        str,
        Field(
            min_length=6,
            max_length=40,
            description="Six digits of the authenticator, or a recovery code.",
        ),
    ]


class ResetAsked(BaseModel):
    """Who lost the password."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"email": "agent1@guichet.example"}]}
    )

    email: Annotated[str, Field(min_length=1, max_length=EMAIL_LENGTH)]


class ResetConfirmed(BaseModel):
    """The link's secret, and the new password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "token": "Zx3vTq0cX1yqk2m5uYw8r4n7p9s2d6f8h0j1k3l5z7x",
                    "password": "une phrase assez longue",
                }
            ]
        },
    )

    token: Annotated[str, Field(min_length=20, max_length=100)]
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_LENGTH)]


class Provider(BaseModel):
    """A sign-in provider of a tenant."""

    id: UUID
    title: str


class DemoUser(BaseModel):
    """Somebody to try Guichet as."""

    role: str
    email: str
    password: str
    name: str


class Options(BaseModel):
    """Ways to sign in here."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"passkeys": True, "oidc": [], "demo": None}]}
    )

    passkeys: bool
    oidc: list[Provider]
    demo: Annotated[
        list[DemoUser] | None, Field(description="Only in demo mode: who can be tried.")
    ]


class SignedIn(BaseModel):
    """What comes next."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"next": "second_factor", "methods": ["totp"]}]}
    )

    next: Annotated[
        Literal["done", "second_factor"],
        Field(description="`done`: the cookie is a whole session. Else send the second factor."),
    ]
    methods: list[Literal["totp", "recovery_code", "passkey"]]
