"""Whether a condition can be asked of a tenant. Pure."""

from collections.abc import Collection, Iterator, Mapping

from guichet.crm.attributes.types import Meaning
from guichet.crm.segments.language import (
    DEEPEST,
    MOST_CONDITIONS,
    Age,
    AttributeIs,
    Condition,
    Fact,
    Place,
    SexIs,
    parameters_of,
    parts_of,
)
from guichet.kit.errors import FieldFault


def faults_of(
    condition: Condition,
    *,
    attributes: Collection[str],
    meanings: Collection[Meaning],
    facts: Mapping[str, Collection[str]],
    at: str = "condition",
) -> list[FieldFault]:
    """What speaks against it: too large, or of things the tenant does not have."""
    parts = list(parts_of(condition))
    if len(parts) > MOST_CONDITIONS:
        return [FieldFault(at, "too_many_items", {"limit": MOST_CONDITIONS})]
    if max(depth for _, depth in parts) > DEEPEST:
        return [FieldFault(at, "too_deep", {"limit": DEEPEST})]
    faults = []
    for one, _ in parts:
        if isinstance(one, AttributeIs) and one.key not in attributes:
            faults.append(FieldFault(at, "no_such_attribute", {"key": one.key}))
        if isinstance(one, Fact) and one.fact not in facts.get(one.source, ()):
            faults.append(FieldFault(at, "no_such_fact", {"fact": f"{one.source}.{one.fact}"}))
        for meaning in _needed(one):
            if meaning not in meanings:
                faults.append(FieldFault(at, "no_such_meaning", {"meaning": meaning}))
    return faults


def missing(condition: Condition, given: Collection[str]) -> list[FieldFault]:
    """Parameters that must be given with it."""
    wanted = sorted(parameters_of(condition) - set(given))
    return [FieldFault(f"parameters/{name}", "required") for name in wanted]


def _needed(one: Condition) -> Iterator[Meaning]:
    if isinstance(one, Age):
        yield "birth_date"
    if isinstance(one, SexIs):
        yield "sex"
    if isinstance(one, Place):
        if one.postcodes or one.zone:
            yield "postcode"
        if one.communes:
            yield "commune"
