"""What happens to imports. Cards made by one are told of by it alone; cards it changed are told of
each.
"""

from guichet.crm.imports.types import Column, Import, Plan
from guichet.kit.events.types import EventKind, Json, NewEvent

CHANGED = EventKind("crm.import.changed")
"""A file was sent, read, taken in further, stopped or undone; at most about once a second while it
runs. Payload: ``item``, with how many rows are done and what became of them.
"""


def import_changed(one: Import) -> NewEvent:
    """The event of a change."""
    return NewEvent(CHANGED, f"contact_import:{one.id}", one.version, {"item": import_item(one)})


def import_item(one: Import) -> dict[str, Json]:
    """The public value of an import; of its cells only a few samples, and none in events."""
    return {
        "id": str(one.id),
        "version": one.version,
        "kind": one.kind,
        "file_name": one.file_name,
        "size": one.size,
        "received": one.received,
        "state": one.state,
        "rows": one.rows,
        "done": one.done,
        "undone": one.undone,
        "counts": {
            "new": one.counts.new,
            "changed": one.counts.changed,
            "same": one.counts.same,
            "duplicates": one.counts.duplicates,
            "refused": one.counts.refused,
            "kept_refusals": one.counts.kept_refusals,
            "kept": one.counts.kept,
        },
        "problem": one.problem,
        "by": {"id": str(one.by_id) if one.by_id else None, "name": one.by_name},
        "created_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "started_at": one.started_at.isoformat() if one.started_at else None,
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
    }


def column_item(one: Column) -> dict[str, Json]:
    """A column as it is stored and shown."""
    return {
        "name": one.name,
        "samples": [*one.samples],
        "meaning": one.meaning,
        "certain": one.certain,
    }


def plan_item(one: Plan) -> dict[str, Json]:
    """A plan as it is stored and shown."""
    agreed = one.consent
    return {
        "columns": [*one.meanings],
        "territory": one.territory,
        "on_match": one.on_match,
        "consent": {
            "purpose": agreed.purpose,
            "medium": agreed.medium,
            "source": agreed.source,
            "date": agreed.date.isoformat() if agreed.date else None,
        }
        if agreed
        else None,
        "list_id": str(one.list_id) if one.list_id else None,
        "list_name": one.list_name,
        "tags": [*one.tags],
        "event_type": one.event_type,
    }
