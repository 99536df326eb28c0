"""Version 1 of the API: the routers of every room, in the order of the document."""

from collections.abc import Sequence
from functools import cache

from fastapi import APIRouter
from starlette.routing import BaseRoute

from guichet.accounts import endpoints as accounts
from guichet.agents import endpoints as agents
from guichet.campaigns import endpoints as campaigns
from guichet.campaigns.advice import endpoints as campaign_advice
from guichet.campaigns.differences import endpoints as campaign_differences
from guichet.campaigns.links import endpoints as campaign_links
from guichet.campaigns.own_codes import endpoints as campaign_codes
from guichet.campaigns.results import endpoints as campaign_results
from guichet.campaigns.signups import endpoints as signups
from guichet.campaigns.templates import endpoints as campaign_templates
from guichet.campaigns.tills import endpoints as campaign_tills
from guichet.campaigns.triggers import endpoints as campaign_triggers
from guichet.consent import endpoints as consent
from guichet.crm import endpoints as crm
from guichet.desk import endpoints as desk
from guichet.files import endpoints as files
from guichet.gateway import endpoints as gateway
from guichet.gateway.carriers import endpoints as carriers
from guichet.gateway.clients import endpoints as clients
from guichet.gateway.mass import endpoints as messages
from guichet.gateway.mass.reviews import endpoints as reviews
from guichet.gateway.numbers import endpoints as numbers
from guichet.gateway.reach import endpoints as reach
from guichet.gateway.received import endpoints as received
from guichet.gateway.telephones import endpoints as telephones
from guichet.hooks import endpoints as hooks
from guichet.insight.figures import endpoints as figures
from guichet.insight.invitations import endpoints as invitations
from guichet.insight.rehearsal import endpoints as rehearsals
from guichet.intake.rules import endpoints as routing_rules
from guichet.prices import endpoints as prices
from guichet.routing import endpoints as routing

PREFIX = "/api/v1"

ROUTERS: tuple[APIRouter, ...] = (
    *accounts.ROUTERS,
    *agents.ROUTERS,
    *consent.ROUTERS,
    prices.router,
    files.router,
    carriers.router,
    clients.router,
    gateway.router,
    messages.router,
    reviews.router,
    numbers.router,
    reach.router,
    telephones.router,
    received.router,
    *crm.ROUTERS,
    campaign_results.router,
    campaign_differences.router,
    campaigns.router,
    campaign_advice.router,
    campaign_templates.router,
    campaign_links.router,
    campaign_codes.router,
    campaign_tills.router,
    signups.router,
    campaign_triggers.router,
    *desk.ROUTERS,
    routing_rules.router,
    routing.router,
    rehearsals.router,
    figures.router,
    invitations.router,
    hooks.router,
)
"""One line per room: ``guichet.<room>.endpoints.router``."""


def routes_of(routers: Sequence[APIRouter]) -> Sequence[BaseRoute]:
    """All routes of these, for an application to take in."""
    api = APIRouter()
    for router in routers:
        api.include_router(router, prefix=PREFIX)
    return api.routes


@cache
def routes() -> Sequence[BaseRoute]:
    """The API's routes: what the first request makes ready, a second application finds ready."""
    return routes_of(ROUTERS)
