"""Which events companies are told, under which names, and what is in them: the published list.
Pure.

Names and fields here are a promise to other people's programs. A field may be added; when one goes
or means something else, the kind gets the next version. What an event holds inside Guichet may
change without that: each kind picks its fields.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guichet.agents import events as agents
from guichet.campaigns.codes import events as codes
from guichet.campaigns.links import events as links
from guichet.campaigns.signups import events as signups
from guichet.consent import events as consent
from guichet.crm import events as contacts
from guichet.crm.companies import events as companies
from guichet.gateway.mass.types import MessageState, Report
from guichet.gateway.telephones import events as telephones
from guichet.interactions import events as interactions
from guichet.kit.events.types import Event, EventKind, Json
from guichet.kit.money import decimal_of
from guichet.policies.names import events as names
from guichet.usage import events as usage

Item = Mapping[str, Json]
Pick = Callable[[Event], "dict[str, Json] | None"]
"""What is told of an event; none: this one is not for others."""

TEST: Final = "hook.test"
BATCH: Final = "batch"


@dataclass(frozen=True, slots=True)
class Published:
    """One kind of event as others know it."""

    name: str
    about: str
    """When it is told, in words."""
    source: EventKind | None = None
    """The domain event it is made from; none: it comes with the reports of texts."""
    pick: Pick = lambda _event: None
    version: int = 1

    @property
    def group(self) -> str:
        """What comes before the first full stop: ``group.*`` means all of it."""
        return self.name.partition(".")[0]


def _picking(noun: str, fields: Sequence[str], *more: str) -> Pick:
    def pick(event: Event) -> dict[str, Json]:
        told: dict[str, Json] = {noun: _only(event.payload["item"], fields)}
        told.update({name: event.payload[name] for name in more if name in event.payload})
        return told

    return pick


def _only(item: Json, fields: Sequence[str]) -> dict[str, Json]:
    assert isinstance(item, dict)  # an event's item is the public value of its entity
    return {name: item[name] for name in fields if name in item}


_CONTACT: Final = (
    "id",
    "version",
    "name",
    "code",
    "language",
    "company_id",
    "attributes",
    "tags",
    "created_at",
    "merged_into",
    "erased",
)
_COMPANY: Final = ("id", "version", "name", "domain", "phone", "about", "created_at", "removed")
_INTERACTION: Final = (
    "id",
    "version",
    "state",
    "medium",
    "entry_point",
    "contact",
    "agent",
    "queue",
    "language",
    "page",
    "subject",
    "tags",
    "priority",
    "created_at",
    "waiting_since",
    "taken_at",
    "closed_at",
    "last_message_at",
    "disposition",
    "rating",
    "merged_into",
)
_WORDS: Final = ("id", "version", "interaction_id", "kind", "from", "text", "at", "files")
_CONSENT: Final = (
    "id",
    "contact_id",
    "address",
    "purpose",
    "medium",
    "decision",
    "source",
    "at",
    "recorded_at",
)
_PRESENCE: Final = ("id", "version", "name", "status", "reason", "since")
_TEXT: Final = ("id", "at", "from", "to", "text", "keyword", "fate")
_FOLLOWED: Final = ("campaign_id", "place", "contact_id", "at", "link")
_REDEEMED: Final = ("campaign_id", "place", "contact_id", "at", "by", "reference")
_SIGNED_UP: Final = ("id", "page_id", "contact_id", "medium", "way", "at", "confirmed_at")
_SENDER: Final = ("id", "version", "name", "state", "asked_at", "decided_at", "reason")


def _contact(event: Event) -> dict[str, Json]:
    item = event.payload["item"]
    assert isinstance(item, dict)
    told = _only(item, _CONTACT)
    identities = item.get("identities")
    if isinstance(identities, list):
        told["identities"] = [_identity(one) for one in identities]
    return {"contact": told}


def _identity(one: Json) -> dict[str, Json]:
    assert isinstance(one, dict)
    return {
        "kind": one["kind"],
        "value": one["value"],
        "verified": one.get("verified") is not None,
    }


def _said(event: Event) -> dict[str, Json] | None:
    """Notes among agents stay among agents."""
    item = event.payload["item"]
    assert isinstance(item, dict)
    if item.get("internal"):
        return None
    return {"message": _only(item, _WORDS)}


def _account(event: Event) -> dict[str, Json]:
    item = event.payload["item"]
    assert isinstance(item, dict)
    return {
        "balance": {
            "currency": item.get("currency"),
            **{name: _amount(item.get(name)) for name in ("balance", "free", "low_at")},
            "stopped_at": item.get("stopped_at"),
            "stopped_reason": item.get("stopped_reason"),
        }
    }


def _amount(micros: Json) -> str | None:
    return str(decimal_of(micros)) if isinstance(micros, int) else None


def _received(event: Event) -> dict[str, Json]:
    return {"message": _only(event.payload["item"], _TEXT)}


_I: Final = _picking("interaction", _INTERACTION, "before")
_C: Final = _picking("company", _COMPANY)

ALL: Final[tuple[Published, ...]] = (
    Published("message.sent", "A carrier took all parts of a text."),
    Published("message.delivered", "A text arrived on the telephone."),
    Published("message.failed", "A text will not arrive, or was not allowed; it says why."),
    Published("message.cancelled", "A text was called back before it left."),
    Published("message.held", "A text waits, because a rule wants it so."),
    Published("message.received", "A text came in.", telephones.TEXT_RECEIVED, _received),
    Published("message.unknown", "A link broke while a text was handed over."),
    Published("interaction.opened", "A person wrote or called.", interactions.OPENED, _I),
    Published("interaction.taken", "An agent has the request now.", interactions.TAKEN, _I),
    Published(
        "interaction.transferred",
        "An agent handed it on to an agent or a queue.",
        interactions.TRANSFERRED,
        _I,
    ),
    Published("interaction.released", "An agent handed it back.", interactions.RELEASED, _I),
    Published(
        "interaction.changed",
        "Its subject, tags, priority, rating or the like changed.",
        interactions.CHANGED,
        _I,
    ),
    Published("interaction.finished", "The person is gone.", interactions.FINISHED, _I),
    Published("interaction.closed", "The request is over.", interactions.CLOSED, _I),
    Published("interaction.reopened", "It was over, and waits again.", interactions.REOPENED, _I),
    Published("interaction.merged", "Another one goes on instead.", interactions.MERGED, _I),
    Published(
        "interaction.message_added",
        "Something was said in it; notes among agents are not told.",
        interactions.MESSAGE_ADDED,
        _said,
    ),
    Published("contact.created", "Somebody is known now.", contacts.CREATED, _contact),
    Published("contact.changed", "Something on a card changed.", contacts.CHANGED, _contact),
    Published("contact.merged", "A card became part of another.", contacts.MERGED, _contact),
    Published("contact.unmerged", "A merge was undone.", contacts.UNMERGED, _contact),
    Published("contact.erased", "A person was erased: do so, too.", contacts.ERASED, _contact),
    Published("company.created", "A company was written down.", companies.CREATED, _C),
    Published("company.changed", "Something about it changed.", companies.CHANGED, _C),
    Published("company.removed", "A company is no longer listed.", companies.REMOVED, _C),
    Published(
        "consent.recorded",
        "A person agreed to something or withdrew it.",
        consent.RECORDED,
        _picking("consent", _CONSENT),
    ),
    Published(
        "agent.presence_changed",
        "An agent is ready, not ready or offline.",
        agents.PRESENCE_CHANGED,
        _picking("agent", _PRESENCE),
    ),
    Published(
        "campaign.link_followed",
        "A recipient followed a link for the first time.",
        links.FOLLOWED,
        _picking("click", _FOLLOWED),
    ),
    Published(
        "campaign.code_redeemed",
        "A code of an offer was used.",
        codes.REDEEMED,
        _picking("use", _REDEEMED),
    ),
    Published(
        "campaign.code_restored",
        "A till took back that it used a code.",
        codes.RESTORED,
        _picking("use", _REDEEMED),
    ),
    Published(
        "contact.signed_up",
        "Somebody signed up at a page or by a keyword, and confirmed it.",
        signups.CONFIRMED,
        _picking("signup", _SIGNED_UP),
    ),
    Published("balance.low", "Less is left than you want to be told of.", usage.LOW, _account),
    Published("balance.credited", "Something was paid in or given back.", usage.PAID, _account),
    Published("sending.stopped", "Nothing of yours is sent any more.", usage.STOPPED, _account),
    Published("sending.resumed", "Messages of yours go again.", usage.RESUMED, _account),
    Published(
        "sender_name.decided",
        "The platform registered or refused a name you asked for.",
        names.NAME_DECIDED,
        _picking("sender_name", _SENDER),
    ),
)
SOURCES: Final = frozenset(one.source for one in ALL if one.source is not None)
BY_SOURCE: Final[Mapping[str, Published]] = {
    one.source: one for one in ALL if one.source is not None
}
_NAMED: Final[Mapping[str, Published]] = {one.name: one for one in ALL}
OF_STATE: Final[Mapping[MessageState, Published]] = {
    "accepted": _NAMED["message.held"],
    "held": _NAMED["message.held"],
    "handed": _NAMED["message.sent"],
    "delivered": _NAMED["message.delivered"],
    "undelivered": _NAMED["message.failed"],
    "refused": _NAMED["message.failed"],
    "denied": _NAMED["message.failed"],
    "expired": _NAMED["message.failed"],
    "cancelled": _NAMED["message.cancelled"],
    "unknown": _NAMED["message.unknown"],
}
"""What a report of a text is told as."""
RECEIPTS: Final = frozenset(one.name for one in OF_STATE.values())
NOT_FINAL: Final = frozenset({"message.sent", "message.held", "message.unknown"})
NAMES: Final = frozenset(one.name for one in ALL)
GROUPS: Final = frozenset(one.group for one in ALL)


def is_known(kind: str) -> bool:
    """Whether a hook may ask for it: a published name, or ``group.*``."""
    group, _, rest = kind.partition(".")
    return kind in NAMES or (rest == "*" and group in GROUPS)


def receipt(told: Published, report: Report) -> dict[str, Json]:
    """A report of a text. Told twice after a fall, it has the same id."""
    data: dict[str, Json] = {
        "message": {
            "id": str(report.message_id),
            "to": report.address,
            "reference": report.reference,
            "state": report.state,
            "part": report.part,
            "parts": report.parts,
            "error": report.error,
        }
    }
    at, tenant = report.at.isoformat(), str(report.tenant_id)
    return envelope(told, str(report.id), at, tenant, data)


def batch(
    delivery_id: str, at: str, tenant: str, several: Sequence[Mapping[str, Json]]
) -> dict[str, Json]:
    """Several bodies in one."""
    return {
        "id": delivery_id,
        "type": BATCH,
        "version": 1,
        "at": at,
        "tenant": tenant,
        "data": {"events": [dict(one) for one in several]},
    }


def envelope(
    published: Published, event_id: str, at: str, tenant: str, data: Json
) -> dict[str, Json]:
    """A body before it is written down."""
    return {
        "id": event_id,
        "type": published.name,
        "version": published.version,
        "at": at,
        "tenant": tenant,
        "data": data,
    }
