"""The audit trail, as the API shows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.accounts.audit.types import Break, Detail, Entry, Report, Seal, Witness
from guichet.accounts.rights import Role
from guichet.kit.i18n import Language, sentence
from guichet.kit.work import ActorKind

_ROLES = frozenset({"roles", "from", "to"})
"""Details that may be a list of roles."""
_ROLE_CODES = frozenset(role.value for role in Role)
_ENTRY: dict[str, Any] = {
    "id": "0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274",
    "occurred_at": "2026-03-02T08:00:00Z",
    "actor": {
        "kind": "user",
        "id": "0199b2c4-0000-7000-8000-3f0c9be1d274",
        "name": "Amélie Payet",
    },
    "action": "accounts.api_key.revoked",
    "text": "Revoked the API key “Cash desk”",
    "target": "api_key:0199b2c4-1111-7000-8000-3f0c9be1d274",
    "details": {"name": "Cash desk"},
    "number": 412,
}


class Who(BaseModel):
    """Somebody who did something."""

    kind: ActorKind
    id: UUID | None
    name: Annotated[str | None, Field(description="Null when the name is not known here.")]


class EntryOut(BaseModel):
    """One entry of the trail."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ENTRY]})

    id: UUID
    occurred_at: datetime
    actor: Who
    action: Annotated[str, Field(description="Stable code of what was done.")]
    text: Annotated[str, Field(description="The same as a sentence in your language.")]
    target: Annotated[str, Field(description="What it was done to: `<noun>:<id>`.")]
    details: Annotated[
        dict[str, Any] | None, Field(description="Null once erased; the entry still verifies.")
    ]
    number: Annotated[
        int | None, Field(description="Place in the chain; null until sealed, within seconds.")
    ]

    @classmethod
    def of(cls, entry: Entry, names: Mapping[UUID, str], language: Language) -> "EntryOut":
        """An entry with the name of its actor, in ``language``."""
        name = names.get(entry.actor_id) if entry.actor_id else None
        return cls.model_validate(
            {
                "id": entry.id,
                "occurred_at": entry.occurred_at,
                "actor": {"kind": entry.actor_kind, "id": entry.actor_id, "name": name},
                "action": entry.action,
                "text": told(entry.action, entry.details or {}, language),
                "target": entry.target,
                "details": entry.details,
                "number": entry.number,
            }
        )


class ActionOut(BaseModel):
    """A kind of action the trail has."""

    action: Annotated[str, Field(examples=["accounts.api_key.revoked"])]
    text: Annotated[str, Field(examples=["Revoked the API key “…”"])]


class ActionsOut(BaseModel):
    """Every kind of action the trail has, for a filter."""

    items: list[ActionOut]


class WitnessIn(BaseModel):
    """A head kept from an earlier verification."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=1, le=2**62, examples=[412])]
    seal: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["5e" * 32])]

    def read(self) -> Witness:
        """The witness it stands for."""
        return Witness(self.number, Seal(bytes.fromhex(self.seal)))


class VerifyIn(BaseModel):
    """What to verify against, besides the signed head."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"witness": None}]})

    witness: WitnessIn | None = None


class WitnessOut(BaseModel):
    """The verified head: keep it elsewhere, and give it as ``witness`` next time."""

    number: Annotated[int, Field(examples=[412])]
    seal: Annotated[str, Field(examples=["5e" * 32])]


class FaultOut(BaseModel):
    """The first broken place."""

    number: Annotated[int, Field(examples=[17])]
    reason: Break
    text: str
    entry_id: UUID | None


class ReportOut(BaseModel):
    """What a verification found."""

    intact: bool
    checked: Annotated[int, Field(description="Sealed entries that hold.")]
    erased: Annotated[int, Field(description="Of these, entries whose details were erased.")]
    waiting: Annotated[int, Field(description="Entries written and not sealed yet.")]
    head: WitnessOut | None
    fault: FaultOut | None

    @classmethod
    def of(cls, report: Report, language: Language) -> "ReportOut":
        """A report in ``language``."""
        head, fault = report.head, report.fault
        return cls(
            intact=report.intact,
            checked=report.checked,
            erased=report.erased,
            waiting=report.waiting,
            head=WitnessOut(number=head.number, seal=head.seal.hex()) if head else None,
            fault=FaultOut(
                number=fault.number,
                reason=fault.reason,
                text=sentence(language, f"audit.break.{fault.reason}", {"number": fault.number}),
                entry_id=fault.entry_id,
            )
            if fault
            else None,
        )


def told(action: str, details: Mapping[str, Detail], language: Language) -> str:
    """What an entry tells, as a sentence."""
    shown = {key: _shown(key, value, language) for key, value in details.items()}
    return sentence(language, f"audit.{action}", shown)


def _shown(key: str, value: Detail, language: Language) -> str | int:
    if value is None:
        return "–"
    if key in _ROLES and isinstance(value, str):
        return _roles_named(value, language)
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _roles_named(codes: str, language: Language) -> str:
    """Roles by their titles; what is no list of roles stays as it is."""
    parts = codes.split(", ")
    if not _ROLE_CODES.issuperset(parts):
        return codes
    return ", ".join(sentence(language, f"role.{part}", {}) for part in parts)
