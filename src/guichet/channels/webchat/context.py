"""The visit as it travels with a request: cleaned, limited, addresses bared. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from guichet.channels.webchat.frames import MOST_PAGES, UsedDevice, Visited, VisitedPage
from guichet.gateway.context import Context, Device, PageView
from guichet.gateway.types import Page
from guichet.kit.events.types import Json

MOST_DATA = 16 * 1024
"""Bytes of JSON a page may pass along."""
DEEPEST_DATA = 12
LONGEST_VISIT = timedelta(days=1)
LONGEST_ADDRESS, LONGEST_TITLE = 1_000, 200


@dataclass(frozen=True, slots=True)
class Read:
    """A visit as understood, and what of it was left out, for the page's author."""

    context: Context
    warnings: tuple[str, ...] = ()


def read(visited: Visited | None, site: str | None, now: datetime) -> Read:
    """The context of a visit to ``site``. Data that is too large or no object is left out, with a
    warning.
    """
    if visited is None:
        return Read(Context(site=site))
    data, warning = data_of(visited.data)
    pages = [view for one in visited.pages if (view := view_of(one, one.at, now))]
    context = Context(
        site=site,
        referrer=bare_address(visited.referrer),
        pages=tuple(sorted(pages, key=lambda view: view.at)),
        data=data,
        device=_device(visited.device),
        zone=visited.zone,
    )
    return Read(context, (warning,) if warning else ())


def seen(context: Context, view: PageView) -> Context:
    """With one page more; the oldest goes when there are too many, a repeat changes nothing."""
    if context.pages and context.pages[-1].url == view.url:
        return context
    return replace(context, pages=(*context.pages, view)[-MOST_PAGES:])


def view_of(page: VisitedPage, at: datetime, now: datetime) -> PageView | None:
    """A page looked at; the page's own clock is believed within the last day only."""
    kept = page_of(page)
    if kept is None:
        return None
    return PageView(kept.url, kept.title, min(now, max(at, now - LONGEST_VISIT)))


def page_of(visited: VisitedPage | None) -> Page | None:
    """The page without what its address may give away: query, fragment, credentials."""
    url = bare_address(visited.url) if visited else None
    if visited is None or url is None:
        return None
    return Page(url, clean(visited.title or "")[:LONGEST_TITLE] or None)


def bare_address(url: str | None) -> str | None:
    """An http address without query, fragment and credentials; none when it is none."""
    try:
        parts = urlsplit(url or "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2]
    return clean(urlunsplit((parts.scheme, host, parts.path, "", "")))[:LONGEST_ADDRESS]


def data_of(given: Json) -> tuple[Mapping[str, Json], str | None]:
    """What the page passes along, or nothing and why."""
    if given is None:
        return {}, None
    if not isinstance(given, dict):
        return {}, "data_not_an_object"
    cleaned = _cleaned(given, DEEPEST_DATA)
    try:
        size = len(json.dumps(cleaned, ensure_ascii=False, allow_nan=False).encode())
    except (ValueError, RecursionError):
        return {}, "data_not_json"
    if size > MOST_DATA:
        return {}, "data_too_large"
    return (cleaned, None) if isinstance(cleaned, dict) else ({}, "data_not_an_object")


def clean(text: str) -> str:
    """Without what PostgreSQL does not store."""
    return text.replace("\x00", "")


def _cleaned(value: Json, depth: int) -> Json:
    """Without NULs; what lies deeper than ``depth`` is left out."""
    match value:
        case str():
            return clean(value)
        case dict():
            kept = value.items() if depth else ()
            return {clean(key): _cleaned(item, depth - 1) for key, item in kept}
        case list():
            return [_cleaned(item, depth - 1) for item in (value if depth else ())]
        case _:
            return value


def _device(used: UsedDevice | None) -> Device | None:
    if used is None:
        return None
    system, browser = clean(used.system or ""), clean(used.browser or "")
    return Device(used.kind, system or None, browser or None, used.screen)
