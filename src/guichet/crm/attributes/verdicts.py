"""Whether values fit their definitions. Pure."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date

from guichet.crm.attributes.types import (
    LONGEST_VALUE,
    MEANT,
    MOST_CHOICES,
    SEXES,
    Attribute,
    AttributeValue,
    Choice,
    Draft,
)
from guichet.kit.errors import FieldFault

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LARGEST = 2**53 - 1
"""What every JSON reader holds exactly."""


def checked(
    given: Mapping[str, object], known: Iterable[Attribute], at: str = "attributes"
) -> tuple[dict[str, AttributeValue | None], list[FieldFault]]:
    """The values that fit, and what is wrong with the others. ``None`` takes a value away."""
    definitions = {one.key: one for one in known if not one.removed}
    good: dict[str, AttributeValue | None] = {}
    faults: list[FieldFault] = []
    for key, value in given.items():
        definition = definitions.get(key)
        if definition is None:
            faults.append(FieldFault(f"{at}/{key}", "unknown_field"))
            continue
        found = None if value is None else value_of(definition, value)
        if isinstance(found, _Fault):
            faults.append(FieldFault(f"{at}/{key}", found.code, found.params))
        else:
            good[key] = found
    return good, faults


class _Fault:
    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params


def value_of(definition: Attribute, value: object) -> AttributeValue | _Fault:
    """The value as it is stored, or what is wrong with it."""
    match definition.type:
        case "text":
            return _text(value)
        case "number":
            return _number(value)
        case "money":
            return _money(value)
        case "date":
            return _date(value)
        case "boolean":
            return value if isinstance(value, bool) else _Fault("not_a_boolean")
        case "choice":
            return _choice(definition.choices, value)


def draft_faults(draft: Draft) -> list[FieldFault]:
    """What is wrong with a definition."""
    faults = [] if KEY.fullmatch(draft.key) else [FieldFault("key", "bad_attribute_key")]
    if draft.meaning is not None and draft.type != MEANT[draft.meaning]:
        faults.append(FieldFault("meaning", "meaning_needs_type", {"type": MEANT[draft.meaning]}))
    elif draft.meaning == "sex" and not {one.key for one in draft.choices} <= SEXES:
        faults.append(FieldFault("choices", "not_one_of", {"limit": ", ".join(sorted(SEXES))}))
    return faults + choice_faults(draft.type, draft.choices)


def choice_faults(kind: str, choices: Iterable[Choice]) -> list[FieldFault]:
    """What is wrong with the choices of a definition."""
    keys = [one.key for one in choices]
    if kind != "choice":
        return [FieldFault("choices", "choices_not_here")] if keys else []
    if not keys:
        return [FieldFault("choices", "required")]
    if len(keys) > MOST_CHOICES:
        return [FieldFault("choices", "too_many_items", {"limit": MOST_CHOICES})]
    faults = []
    for at, key in enumerate(keys):
        if not KEY.fullmatch(key):
            faults.append(FieldFault(f"choices/{at}/key", "bad_attribute_key"))
        elif key in keys[:at]:
            faults.append(FieldFault(f"choices/{at}/key", "choice_twice"))
    return faults


def _text(value: object) -> AttributeValue | _Fault:
    if not isinstance(value, str):
        return _Fault("not_text")
    if len(value) > LONGEST_VALUE:
        return _Fault("too_long", limit=LONGEST_VALUE)
    return value.strip() or _Fault("required")


def _number(value: object) -> AttributeValue | _Fault:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _Fault("not_a_number")
    if not math.isfinite(value) or abs(value) > _LARGEST:
        return _Fault("too_big", limit=_LARGEST)
    return value


def _money(value: object) -> AttributeValue | _Fault:
    if isinstance(value, bool) or not isinstance(value, int):
        return _Fault("not_a_whole_number")
    return value if abs(value) <= _LARGEST else _Fault("too_big", limit=_LARGEST)


def _date(value: object) -> AttributeValue | _Fault:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return _Fault("not_a_date")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return _Fault("not_a_date")


def _choice(choices: Iterable[Choice], value: object) -> AttributeValue | _Fault:
    keys = [one.key for one in choices]
    if isinstance(value, str) and value in keys:
        return value
    return _Fault("not_one_of", limit=", ".join(keys))
