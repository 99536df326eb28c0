"""What the accounts room's own endpoints need besides the ground, made once per process."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from guichet.accounts.cookies import SessionCookie
from guichet.accounts.users.passwords import Passwords
from guichet.kit.ground import Ground


@dataclass(frozen=True, slots=True)
class AccountParts:
    """Tools of the accounts room."""

    passwords: Passwords
    cookie: SessionCookie

    @classmethod
    def of(cls, ground: Ground) -> "AccountParts":
        """Those of one process."""
        return cls(Passwords(), SessionCookie(ground.settings.base_url))


def account_parts(request: Request) -> AccountParts:
    """The tools of this process, made at the first use."""
    state = request.app.state
    if not hasattr(state, "account_parts"):
        state.account_parts = AccountParts.of(state.ground)
    return cast(AccountParts, state.account_parts)


Parts = Annotated[AccountParts, Depends(account_parts)]
