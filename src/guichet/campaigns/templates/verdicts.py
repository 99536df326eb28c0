"""What speaks against a text, as faults of its field. Pure."""

from guichet.campaigns.templates.language import Fault, Template
from guichet.campaigns.templates.names import Names, Unknown
from guichet.kit.errors import FieldFault


def faults_of(template: Template, names: Names | None, at: str = "text") -> tuple[FieldFault, ...]:
    """What cannot be read and, where ``names`` are given, what they cannot fill."""
    unknown = names.unknown(template) if names is not None else ()
    return (
        *(_unread(one, at) for one in template.faults),
        *(_unfilled(one, at) for one in unknown),
    )


def _unread(one: Fault, at: str) -> FieldFault:
    params: dict[str, str | int] = {"start": one.start, "end": one.end, "written": one.written}
    if one.limit:
        params["limit"] = one.limit
    return FieldFault(at, one.code, params)


def _unfilled(one: Unknown, at: str) -> FieldFault:
    params: dict[str, str | int] = {"start": one.start, "end": one.end, "written": one.written}
    if one.nearest is None:
        return FieldFault(at, "unknown_name", params)
    return FieldFault(at, "unknown_name_nearest", {**params, "nearest": one.nearest})
