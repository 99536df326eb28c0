"""Every operation of the API asks who calls, unless it is named here as public, with the reason."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from guichet.api.v1 import ROUTERS

PUBLIC = {
    "sign_in": "nobody is signed in yet",
    "begin_passkey_sign_in": "nobody is signed in yet",
    "list_demo_mails": "only in demo mode, where everybody is whom they like",
    "get_sign_in_options": "nobody is signed in yet",
    "prove_second_factor": "the half-way session in the cookie says who it is",
    "ask_password_reset": "who lost the password cannot sign in",
    "confirm_password_reset": "the mailed link says who it is",
    "preview_invitation": "the mailed link says who it is",
    "accept_invitation": "the mailed link says who it is",
    "sign_in_with_passkey": "the passkey says who it is",
    "start_oidc_sign_in": "nobody is signed in yet",
    "finish_oidc_sign_in": "the tenant's provider says who it is",
}
ASKS = ("caller_with_right", "operator_with_right", "current_user", "current_principal")


def operations() -> Iterator[APIRoute]:
    """Every operation of every router."""
    for router in ROUTERS:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def asks_who_calls(dependant: Dependant) -> bool:
    """Whether a dependency, at any depth, is one that refuses strangers."""
    name = getattr(dependant.call, "__name__", "")
    return name in ASKS or any(asks_who_calls(inner) for inner in dependant.dependencies)


def test_every_operation_asks_who_calls_or_is_public_for_a_reason() -> None:
    open_to_all = {route.name for route in operations() if not asks_who_calls(route.dependant)}
    assert open_to_all - PUBLIC.keys() == set(), "require a right, or add it to PUBLIC and say why"


def test_an_operation_that_asks_nobody_is_found() -> None:
    router = APIRouter()

    @router.get("/open")
    async def open_to_all() -> None: ...

    assert not any(asks_who_calls(r.dependant) for r in router.routes if isinstance(r, APIRoute))


def test_names_of_operations_are_unique() -> None:
    names = [route.name for route in operations()]
    assert sorted(names) == sorted(set(names))


TRANSACTIONS = {"tenant_work", "system_session"}


def transactions_of(dependant: Dependant) -> set[str]:
    """The transactions an operation opens by its dependencies."""
    own = {getattr(dependant.call, "__name__", "")} & TRANSACTIONS
    return own.union(*(transactions_of(inner) for inner in dependant.dependencies))


def test_an_operation_has_one_transaction_that_commits_or_does_not() -> None:
    two = [route.name for route in operations() if len(transactions_of(route.dependant)) > 1]
    assert two == [], "one of the two could be committed without the other"
