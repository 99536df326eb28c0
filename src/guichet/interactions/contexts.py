"""Between contexts and JSON, as stored and as shown. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from guichet.gateway.context import Answered, Claims, Context, Device, Location, PageView
from guichet.kit.events.types import Json

MOST_PAGES = 50


def context_json(context: Context) -> dict[str, Json]:
    """All of a context."""
    return {
        "site": context.site,
        "referrer": context.referrer,
        "pages": [
            {"url": page.url, "title": page.title, "at": page.at.isoformat()}
            for page in context.pages
        ],
        "data": dict(context.data),
        "device": asdict(context.device) if context.device else None,
        "location": asdict(context.location) if context.location else None,
        "zone": context.zone,
        "form": dict(context.form),
        "invitation": context.invitation,
        "claims": asdict(context.claims) if context.claims else None,
        "answers": _answered_json(context.answers) if context.answers else None,
    }


def context_of(stored: Mapping[str, Any]) -> Context:
    """The context ``context_json`` wrote."""
    return Context(
        site=stored["site"],
        referrer=stored["referrer"],
        pages=tuple(
            PageView(page["url"], page["title"], datetime.fromisoformat(page["at"]))
            for page in stored["pages"]
        ),
        data=stored["data"],
        device=Device(**stored["device"]) if stored["device"] else None,
        location=Location(**stored["location"]) if stored["location"] else None,
        zone=stored["zone"],
        form=stored["form"],
        invitation=stored["invitation"],
        claims=_claims_of(stored["claims"]) if stored["claims"] else None,
        answers=_answered_of(stored["answers"]) if stored.get("answers") else None,
    )


def _answered_json(one: Answered) -> dict[str, Json]:
    return {
        "campaign_id": str(one.campaign_id),
        "name": one.name,
        "text": one.text,
        "sent_at": one.sent_at.isoformat(),
        "offer_ends_at": one.offer_ends_at.isoformat() if one.offer_ends_at else None,
        "clicks": one.clicks,
    }


def _answered_of(stored: Mapping[str, Any]) -> Answered:
    ends = stored["offer_ends_at"]
    return Answered(
        UUID(stored["campaign_id"]),
        stored["name"],
        stored["text"],
        datetime.fromisoformat(stored["sent_at"]),
        datetime.fromisoformat(ends) if ends else None,
        stored["clicks"],
    )


def _claims_of(stored: Mapping[str, Any]) -> Claims:
    beside = stored.get("beside")
    return Claims(**{**stored, "beside": Claims(**beside) if beside else None})


def grown(known: Context, news: Context) -> Context:
    """What is known once ``news`` came: newer values win, pages add up, the newest fifty stay."""
    return Context(
        site=news.site or known.site,
        referrer=known.referrer or news.referrer,
        pages=_pages(known.pages, news.pages),
        data={**known.data, **news.data},
        device=news.device or known.device,
        location=news.location or known.location,
        zone=news.zone or known.zone,
        form={**known.form, **news.form},
        invitation=known.invitation or news.invitation,
        claims=_claims(known.claims, news.claims),
        answers=news.answers or known.answers,
    )


def _pages(known: Sequence[PageView], news: Sequence[PageView]) -> Sequence[PageView]:
    seen = {(page.url, page.at): page for page in (*known, *news)}
    return tuple(sorted(seen.values(), key=lambda page: page.at))[-MOST_PAGES:]


def _claims(known: Claims | None, news: Claims | None) -> Claims | None:
    """Who was vouched for stays so; what is said later without it stands beside."""
    if news is None or known is None or news.verified or not known.verified:
        return news or known
    return replace(known, beside=replace(news, beside=None))
