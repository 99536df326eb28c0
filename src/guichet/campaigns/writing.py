"""What is written of a campaign as it is kept: plain values, and back. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from guichet.campaigns.types import Agreed, Audience, CampaignWording, LeftOut, Pace, Timing
from guichet.crm.segments.language import stored as condition_of
from guichet.kit.events.types import Json
from guichet.kit.money import Money


def stored_wording(one: CampaignWording) -> dict[str, Json]:
    """Plain values, with what is nobody's but ours."""
    return {**shown_wording(one), "series": str(one.series) if one.series else None}


def shown_wording(one: CampaignWording) -> dict[str, Json]:
    """Plain values, of what somebody wrote."""
    return {
        "sender": one.sender,
        "answerable": one.answerable,
        "text": one.text,
        "purpose": one.purpose,
        "consent": one.consent,
        "encoding": one.encoding,
        "economical": one.economical,
        "codes": one.codes,
    }


def read_wording(held: Mapping[str, Any]) -> CampaignWording:
    """As it was stored."""
    return CampaignWording(
        text=held["text"],
        purpose=held["purpose"],
        sender=held["sender"],
        answerable=held["answerable"],
        consent=held["consent"],
        encoding=held["encoding"],
        economical=held["economical"],
        codes=held.get("codes", "made"),
        series=UUID(held["series"]) if held.get("series") else None,
    )


def stored_audience(one: Audience) -> dict[str, Json]:
    """Plain values."""
    return {
        "everybody": one.everybody,
        "segments": [str(each) for each in one.segments],
        "conditions": [each.model_dump(mode="json") for each in one.conditions],
        "lists": [str(each) for each in one.lists],
        "numbers": list(one.numbers),
        "minus": {
            "segments": [str(each) for each in one.minus.segments],
            "lists": [str(each) for each in one.minus.lists],
            "numbers": list(one.minus.numbers),
        },
        "parameters": dict(one.parameters),
        "control": one.control,
    }


def read_audience(held: Mapping[str, Any]) -> Audience:
    """As it was stored."""
    minus = held["minus"]
    return Audience(
        everybody=held["everybody"],
        segments=tuple(UUID(one) for one in held["segments"]),
        conditions=tuple(condition_of(one) for one in held["conditions"]),
        lists=tuple(UUID(one) for one in held["lists"]),
        numbers=tuple(held["numbers"]),
        minus=LeftOut(
            tuple(UUID(one) for one in minus["segments"]),
            tuple(UUID(one) for one in minus["lists"]),
            tuple(minus["numbers"]),
        ),
        parameters=held["parameters"],
        control=held.get("control", 0),
    )


def stored_timing(one: Timing) -> dict[str, Json]:
    """Plain values."""
    pace = one.pace
    return {
        "at": one.at.isoformat() if one.at else None,
        "local": one.local,
        "pace": {
            "kind": pace.kind,
            "per_minute": pace.per_minute,
            "by": pace.by.isoformat() if pace.by else None,
        },
    }


def read_timing(held: Mapping[str, Any]) -> Timing:
    """As it was stored."""
    pace = held["pace"]
    return Timing(
        _instant(held["at"]),
        held["local"],
        Pace(pace["kind"], pace["per_minute"], _instant(pace["by"])),
    )


def stored_agreed(one: Agreed) -> dict[str, Json]:
    """Plain values."""
    price = one.price
    return {
        "recipients": one.recipients,
        "fingerprint": one.fingerprint,
        "price": [price.micros, price.currency] if price else None,
        "rates": one.rates,
        "up_to": one.up_to,
        "excluded": one.excluded,
    }


def read_agreed(held: Mapping[str, Any]) -> Agreed:
    """As it was stored."""
    price = Money(*held["price"]) if held["price"] else None
    up_to, excluded = held.get("up_to"), held.get("excluded")  # not of earlier releases
    return Agreed(held["recipients"], held["fingerprint"], price, held["rates"], up_to, excluded)


def _instant(held: str | None) -> datetime | None:
    return datetime.fromisoformat(held) if held else None
