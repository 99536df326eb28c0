"""What requests were like lately: suggestions for who writes rules. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from guichet.gateway.context import Context
from guichet.intake.rules.facts import NO_CONTEXT, territory_of
from guichet.intake.rules.globs import path_of
from guichet.intake.rules.types import LONGEST_KEY, LONGEST_PATH
from guichet.interactions.traffic.types import Opened
from guichet.kit.events.types import Json

LOOKED_AT = 300
"""The newest requests."""
_MOST = 25
_LONGEST = 120


def seen_in(requests: Iterable[Opened]) -> Mapping[str, Sequence[str]]:
    """Values by fact, and keys under ``<fact>.key``, the most frequent first."""
    counts: dict[str, dict[str, int]] = {}
    for one in requests:
        for fact, value in dict.fromkeys(_of(one)):
            if value and len(value) <= _LONGEST:
                found = counts.setdefault(fact, {})
                found[value] = found.get(value, 0) + 1
    return {fact: _most_frequent(found) for fact, found in counts.items()}


def _most_frequent(found: Mapping[str, int]) -> Sequence[str]:
    return sorted(found, key=lambda value: -found[value])[:_MOST]


def _of(one: Opened) -> Iterator[tuple[str, str]]:
    context = one.context or NO_CONTEXT
    yield "language", one.language
    yield "subject", one.subject or ""
    yield "site", context.site or ""
    yield "territory", territory_of(context.zone) or ""
    yield "invitation", context.invitation or ""
    yield "referrer", context.referrer or ""
    for page in (one.page, *(page.url for page in context.pages)):
        if page:
            yield "page", path_of(page)
            yield "pages_seen", path_of(page)
    yield from _keys(context)


def _keys(context: Context) -> Iterator[tuple[str, str]]:
    for key in context.form:
        yield "form.key", key
    for path in _paths(context.data, ""):
        yield "data.key", path


def _paths(value: Mapping[str, Json], before: str, depth: int = 1) -> Iterator[str]:
    for key, inner in value.items():
        path = f"{before}{key}"
        if "." in key or len(path) > LONGEST_KEY:
            continue
        found = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(found, Mapping) and depth < LONGEST_PATH:
            yield from _paths(found, f"{path}.", depth + 1)
        else:
            yield path
