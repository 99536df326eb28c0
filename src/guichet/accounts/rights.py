"""Who may do what, decided in this one table.

A member of a tenant has one or more roles, and every right of each of them. The platform
operator is no member: it is a flag on the user, and gives the rights over the platform only; to
see into a tenant an operator needs a support access that the tenant granted.

``docs/reference/rights.md`` is written from this table.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What somebody is, in a tenant or on the platform."""

    PLATFORM_OPERATOR = "platform_operator"
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    CAMPAIGN_AUTHOR = "campaign_author"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What an endpoint, a live topic or a screen may ask for."""

    DESK_ANSWER = "desk.answer"
    """See the inbox, take, answer, release and close interactions."""
    DESK_SUPERVISE = "desk.supervise"
    """Take over, move and describe what other agents have."""
    DESK_MANAGE = "desk.manage"
    """Change the canned replies of everybody and of queues."""
    AGENTS_READ = "agents.read"
    """See queues, skills, agents, calendars and reasons."""
    AGENTS_ASSIGN = "agents.assign"
    """Change which queues an agent answers, and their presence."""
    AGENTS_MANAGE = "agents.manage"
    """Change queues, skills, agents, calendars and reasons."""
    MESSAGES_READ = "messages.read"
    """See what is sent to people, and what became of it."""
    MESSAGES_SEND = "messages.send"
    """Send messages to people, and call them back."""
    CAMPAIGNS_READ = "campaigns.read"
    """See campaigns and what became of them."""
    CAMPAIGNS_WRITE = "campaigns.write"
    """Write campaigns."""
    CAMPAIGNS_SEND = "campaigns.send"
    """Send campaigns, pause and end them."""
    CODES_REDEEM = "codes.redeem"
    """Look at codes of offers and use them, at a till."""
    CAMPAIGNS_APPROVE = "campaigns.approve"
    """Let campaigns go that somebody else sent."""
    CONTACTS_READ = "contacts.read"
    """See contacts and their history."""
    CONTACTS_WRITE = "contacts.write"
    """Add and change contacts, companies, notes and consents."""
    CONTACTS_MERGE = "contacts.merge"
    """Merge cards of one person, and undo it."""
    CONTACTS_ERASE = "contacts.erase"
    """Erase a person for good."""
    CONTACTS_EXPORT = "contacts.export"
    """Take contacts, consents and events out as a file."""
    SEGMENTS_MANAGE = "segments.manage"
    """Make and change segments and lists of contacts."""
    SETTINGS_READ = "settings.read"
    """See the tenant's settings."""
    SETTINGS_MANAGE = "settings.manage"
    """Change the tenant's name, zone, territory, currency and languages."""
    MEMBERS_READ = "members.read"
    """See members, their roles and the invitations."""
    MEMBERS_MANAGE = "members.manage"
    """Invite people, change roles, remove members."""
    ENTRY_POINTS_READ = "entry_points.read"
    """See where requests come in."""
    ENTRY_POINTS_MANAGE = "entry_points.manage"
    """Add, change and remove entry points."""
    ROUTING_RULES_READ = "routing_rules.read"
    """See the rules that choose queue, skills and priority, try and rehearse them."""
    ROUTING_RULES_MANAGE = "routing_rules.manage"
    """Draft and publish routing rules, and go back to older ones."""
    PRICES_READ = "prices.read"
    """See what the company pays, its balance and its use."""
    CARE_READ = "care.read"
    """See the law and the company's own rules on sending, and the names it sends under."""
    CARE_MANAGE = "care.manage"
    """Change the company's own rules on sending, and ask for names to send under."""
    API_KEYS_MANAGE = "api_keys.manage"
    """See, make and revoke API keys."""
    HOOKS_MANAGE = "hooks.manage"
    """See and change web hooks, and what they were told."""
    OIDC_MANAGE = "sign_in.manage"
    """Connect the tenant's own sign-in provider."""
    AUDIT_READ = "audit.read"
    """Read and verify the audit trail."""
    ADVICE_ASK = "advice.ask"
    """Ask the platform's operator for advice or a module, and see what becomes of it."""
    SUPPORT_CONSENT = "support.consent"
    """Let the platform's support look into the tenant for a while."""
    PLATFORM_TENANTS = "platform.tenants"
    """Create, suspend and resume tenants; set what they are entitled to."""
    PLATFORM_USERS = "platform.users"
    """See all users of the platform."""
    PLATFORM_HEALTH = "platform.health"
    """See the engines, the relay, jobs and dead letters, and retry these."""
    PLATFORM_SUPPORT = "platform.support"
    """Ask a tenant for support access, and use it."""
    PLATFORM_PRICES = "platform.prices"
    """Change price lists, and what tenants may use."""
    PLATFORM_SENDING = "platform.sending"
    """Stop what a tenant sends, decide on names, block numbers for everybody."""


_READING: Final = frozenset(
    {
        Right.SETTINGS_READ,
        Right.MEMBERS_READ,
        Right.ENTRY_POINTS_READ,
        Right.AGENTS_READ,
        Right.ROUTING_RULES_READ,
        Right.CARE_READ,
    }
)
_MESSAGES: Final = frozenset({Right.MESSAGES_READ, Right.MESSAGES_SEND})
_CAMPAIGNS: Final = frozenset({Right.CAMPAIGNS_READ, Right.CAMPAIGNS_WRITE, Right.CAMPAIGNS_SEND})
_CONTACTS: Final = frozenset({Right.CONTACTS_READ, Right.CONTACTS_WRITE, Right.CONTACTS_MERGE})

PLATFORM_RIGHTS: Final = frozenset(
    {
        Right.PLATFORM_TENANTS,
        Right.PLATFORM_USERS,
        Right.PLATFORM_HEALTH,
        Right.PLATFORM_SUPPORT,
        Right.PLATFORM_PRICES,
        Right.PLATFORM_SENDING,
    }
)
"""Rights over the platform; no role of a tenant holds one."""

TENANT_RIGHTS: Final = frozenset(Right) - PLATFORM_RIGHTS
"""Rights inside one tenant."""

ROLE_RIGHTS: Final[Mapping[Role, frozenset[Right]]] = MappingProxyType(
    {
        Role.PLATFORM_OPERATOR: PLATFORM_RIGHTS,
        Role.ADMINISTRATOR: TENANT_RIGHTS,
        Role.SUPERVISOR: _READING
        | _CONTACTS
        | _MESSAGES
        | _CAMPAIGNS
        | {
            Right.CAMPAIGNS_APPROVE,
            Right.CODES_REDEEM,
            Right.DESK_ANSWER,
            Right.DESK_SUPERVISE,
            Right.DESK_MANAGE,
            Right.AGENTS_ASSIGN,
            Right.ROUTING_RULES_MANAGE,
            Right.SEGMENTS_MANAGE,
            Right.PRICES_READ,
            Right.ADVICE_ASK,
        },
        Role.AGENT: _CONTACTS
        | {
            Right.DESK_ANSWER,
            Right.AGENTS_READ,
            Right.ADVICE_ASK,
            Right.MESSAGES_READ,
            Right.CAMPAIGNS_READ,
            Right.CODES_REDEEM,
        },
        Role.CAMPAIGN_AUTHOR: _MESSAGES
        | _CAMPAIGNS
        | {
            Right.CODES_REDEEM,
            Right.CONTACTS_READ,
            Right.SEGMENTS_MANAGE,
            Right.PRICES_READ,
            Right.CARE_READ,
            Right.ADVICE_ASK,
        },
        Role.AUDITOR: _READING
        | {
            Right.CONTACTS_READ,
            Right.MESSAGES_READ,
            Right.CAMPAIGNS_READ,
            Right.PRICES_READ,
            Right.AUDIT_READ,
            Right.ADVICE_ASK,
        },
    }
)
"""The one table."""

TENANT_ROLES: Final = tuple(role for role in Role if role is not Role.PLATFORM_OPERATOR)
"""The roles a member can have, most powerful first."""

SUPPORT_RIGHTS: Final = _READING | {Right.AUDIT_READ}
"""What support sees of a tenant that consented: how it is set up, never its conversations."""


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Every right that at least one of ``roles`` gives."""
    return frozenset().union(*(ROLE_RIGHTS[role] for role in roles))
