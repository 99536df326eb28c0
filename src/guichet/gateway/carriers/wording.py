"""What is told of a route that is not well. Pure."""

from datetime import timedelta

from guichet.gateway.carriers.tally import median_ms
from guichet.gateway.carriers.types import Alarm, Fact, Minute, Route
from guichet.kit.i18n import Language, sentence
from guichet.kit.mail.letters import letter
from guichet.kit.mail.types import Mail


def mail_of(route: Route, alarm: Alarm, to: str, language: Language, link: str) -> Mail:
    """The letter about a route, begun or over."""
    name = "route_alarm" if alarm.closed_at is None else "route_well"
    return letter(name, to, language, _params(route, alarm, language), link)


def text_of(route: Route, alarm: Alarm, language: Language) -> str:
    """The same as a text for a telephone."""
    name = "route_alarm" if alarm.closed_at is None else "route_well"
    return sentence(language, f"text.{name}", _params(route, alarm, language))


def _params(route: Route, alarm: Alarm, language: Language) -> dict[str, str | int]:
    facts = " ".join(fact_words(fact, language) for fact in alarm.facts)
    return {"route": route.draft.title, "facts": facts}


def fact_words(fact: Fact, language: Language) -> str:
    """One fact as a sentence."""
    as_shown = _time if fact.sign == "delay" else _share
    known = "_usual" if fact.usual is not None and fact.sign != "links" else ""
    return sentence(
        language,
        f"watch.{fact.sign}{known}",
        {
            "now": as_shown(fact.now, language),
            "usual": as_shown(fact.usual, language),
            "count": fact.count,
            "code": (fact.code or "").partition(" ")[2],
        },
    )


def median(past: Minute | None) -> timedelta:
    """How long receipts usually take; nothing where that is not known."""
    known = median_ms(past.mix) if past is not None else None
    return timedelta(milliseconds=known or 0)


def _share(value: float | None, language: Language) -> str:
    space = "\u202f" if language == "fr" else ""
    return f"{round(100 * (value or 0))}{space}%"


def _time(value: float | None, _language: Language) -> str:
    seconds = (value or 0) / 1000
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
