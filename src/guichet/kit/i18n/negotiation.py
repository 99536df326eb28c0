"""Which language to answer in."""

from typing import Literal, get_args

Language = Literal["en", "fr"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "en"


def negotiate(accept_language: str | None) -> Language:
    """The best of our languages for an ``Accept-Language`` header (RFC 9110, section 12.5.4).

    Whatever cannot be read counts as not said; without a match the answer is in English.
    """
    ranked = sorted(_weighted(accept_language or ""), key=lambda pair: -pair[1])
    for tag, weight in ranked:
        for language in LANGUAGES:
            if weight > 0 and (tag == language or tag.startswith(f"{language}-")):
                return language
    return DEFAULT_LANGUAGE


def _weighted(header: str) -> list[tuple[str, float]]:
    return [_tag_and_weight(part) for part in header[:500].lower().split(",")]


def _tag_and_weight(part: str) -> tuple[str, float]:
    tag, _, parameter = part.partition(";")
    try:
        return tag.strip(), float(parameter.partition("=")[2]) if parameter else 1.0
    except ValueError:
        return tag.strip(), 0.0
