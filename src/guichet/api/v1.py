"""Version 1 of the API: the routers of every room, in the order of the document."""

from fastapi import APIRouter

from guichet.accounts import endpoints as accounts

PREFIX = "/api/v1"

ROUTERS: tuple[APIRouter, ...] = (*accounts.ROUTERS,)
"""One line per room: ``guichet.<room>.endpoints.router``."""
