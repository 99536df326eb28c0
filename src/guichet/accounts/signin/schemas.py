"""Signing in, as the API speaks of it."""

from typing import Annotated, Literal

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
