"""What pydantic found wrong with a request, in our codes: pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guichet.kit.errors import FaultPlace, FieldFault

_CODES: Mapping[str, str] = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "json_invalid": "not_json",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "too_few_items",
    "too_long": "too_many_items",
    "string_pattern_mismatch": "wrong_form",
    "string_unicode": "not_text",
    "uuid_parsing": "not_an_id",
    "uuid_type": "not_an_id",
    "uuid_version": "not_an_id",
    "enum": "not_one_of",
    "literal_error": "not_one_of",
    "union_tag_invalid": "not_one_of",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_big",
    "less_than_equal": "too_big",
    "bool_parsing": "not_a_boolean",
    "bool_type": "not_a_boolean",
    "int_parsing": "not_a_whole_number",
    "int_parsing_size": "not_a_whole_number",
    "int_type": "not_a_whole_number",
    "int_from_float": "not_a_whole_number",
    "float_parsing": "not_a_number",
    "float_type": "not_a_number",
    "finite_number": "not_a_number",
    "decimal_parsing": "not_a_number",
    "string_type": "not_text",
    "list_type": "not_a_list",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "url_parsing": "not_an_address",
    "url_scheme": "not_an_address",
    "url_type": "not_an_address",
}
_PREFIXES: Mapping[str, str] = {
    "datetime_": "not_an_instant",
    "timezone_": "not_an_instant",
    "date_": "not_a_date",
    "time_delta_": "not_a_duration",
}
_LIMITS: Mapping[str, tuple[str, ...]] = {
    "too_short": ("min_length",),
    "too_few_items": ("min_length",),
    "too_long": ("max_length",),
    "too_many_items": ("max_length",),
    "too_small": ("ge", "gt"),
    "too_big": ("le", "lt"),
    "not_one_of": ("expected", "expected_tags"),
}
_PLACES: Mapping[str, FaultPlace] = {
    "body": "body",
    "query": "query",
    "path": "path",
    "header": "header",
}

OWN_CODES: frozenset[str] = frozenset(_CODES.values()) | frozenset(_PREFIXES.values())
"""Every code this module gives by itself, besides ``wrong_value``."""


def faults_of(errors: Iterable[Mapping[str, Any]]) -> tuple[FieldFault, ...]:
    """One fault for each error of a pydantic validation, at most 20: more help nobody."""
    return tuple(_fault(error) for _, error in zip(range(20), errors, strict=False))


def code_of(kind: str) -> str:
    """Our code for a pydantic error type; a validator's own code passes as it is."""
    if kind in _CODES:
        return _CODES[kind]
    for prefix, code in _PREFIXES.items():
        if kind.startswith(prefix):
            return code
    return "wrong_value"


def _fault(error: Mapping[str, Any]) -> FieldFault:
    place, pointer = _place(error.get("loc", ()))
    context: Mapping[str, Any] = error.get("ctx") or {}
    if "fault" in context:
        return FieldFault(pointer, str(context["fault"]), _plain(context, skip="fault"), place)
    code = code_of(str(error["type"]))
    if code == "not_json":
        return FieldFault("", code, {}, place)
    return FieldFault(pointer, code, _limit(code, context), place)


def _place(location: Sequence[str | int]) -> tuple[FaultPlace, str]:
    if location and location[0] in _PLACES:
        place, rest = _PLACES[str(location[0])], location[1:]
    else:
        place, rest = "body", location
    return place, "/".join(_escaped(str(part)) for part in rest)


def _escaped(part: str) -> str:
    """One reference token of a JSON pointer (RFC 6901, section 3)."""
    return part.replace("~", "~0").replace("/", "~1")


def _limit(code: str, context: Mapping[str, Any]) -> dict[str, str | int]:
    for name in _LIMITS.get(code, ()):
        if name in context:
            limit = _scalar(context[name])
            # pydantic writes a list as English does
            return {"limit": limit if isinstance(limit, int) else limit.replace(" or ", ", ")}
    return {}


def _plain(context: Mapping[str, Any], skip: str) -> dict[str, str | int]:
    return {name: _scalar(value) for name, value in context.items() if name != skip}


def _scalar(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)
