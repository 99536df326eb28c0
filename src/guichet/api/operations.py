"""What every operation of the API is made of, read from the routes themselves."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from guichet.kit.http.deps import caller, key_claim, system_session, tenant_caller, tenant_work

_KEEPERS = frozenset({tenant_work, system_session, key_claim})
"""What keeps the answer to a request's key."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address."""

    id: str
    methods: frozenset[str]
    signed_in: bool
    """A session or key is needed."""
    in_tenant: bool
    """It speaks to one tenant."""
    keyed: bool
    """A POST that honours ``Idempotency-Key``."""


def operations(routers: Iterable[APIRouter]) -> dict[str, Operation]:
    """All operations by their id."""
    return {route.unique_id: _operation(route) for router in routers for route in _routes(router)}


def _operation(route: APIRoute) -> Operation:
    asked = set(_calls(route.dependant))
    methods = frozenset(route.methods or ())
    in_tenant = tenant_caller in asked
    signed_in = in_tenant or caller in asked
    return Operation(
        id=route.unique_id,
        methods=methods,
        signed_in=signed_in,
        in_tenant=in_tenant,
        keyed="POST" in methods
        and signed_in
        and bool({tenant_work, system_session, key_claim} & asked),
    )


def _routes(router: APIRouter) -> Iterator[APIRoute]:
    yield from _flat(router.routes)


def _flat(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif isinstance(inner := getattr(route, "original_router", None), APIRouter):
            yield from _flat(inner.routes)


def _calls(dependant: Dependant) -> Iterator[Callable[..., object]]:
    """Every dependency of a route, at any depth."""
    for inner in dependant.dependencies:
        if inner.call is not None:
            yield inner.call
        yield from _calls(inner)
