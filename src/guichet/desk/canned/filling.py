"""Variables of canned replies, and what fills them. Pure.

``{contact.name}``, ``{agent.name}``, ``{subject}``, ``{queue.name}`` and ``{context.a.b}``: what
the company's page passed, by its path.
"""

import re
from collections.abc import Mapping

from guichet.desk.canned.types import Filled
from guichet.gateway.context import Context
from guichet.interactions.types import Agent, Interaction
from guichet.kit.events.types import Json

_VARIABLE = re.compile(r"\{([a-z_]+(?:\.[A-Za-z0-9_-]+)*)\}")
PLAIN = frozenset({"contact.name", "contact.first_name", "agent.name", "subject", "queue.name"})
_CONTEXT = "context."


def unknown_variables(text: str) -> tuple[str, ...]:
    """Variables in ``text`` that nothing will ever fill."""
    names = dict.fromkeys(_VARIABLE.findall(text))
    return tuple(name for name in names if name not in PLAIN and not name.startswith(_CONTEXT))


def filled(text: str, one: Interaction, agent: Agent, context: Context | None) -> Filled:
    """``text`` for this request, answered by this agent."""
    values = _values(one, agent)
    missing: dict[str, None] = {}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value = _of_context(name, context) if name.startswith(_CONTEXT) else values.get(name)
        if value is None:
            missing[name] = None
        return value or ""

    return Filled(_VARIABLE.sub(fill, text), tuple(missing))


def _values(one: Interaction, agent: Agent) -> Mapping[str, str | None]:
    name = one.person.name
    return {
        "contact.name": name,
        "contact.first_name": name.split()[0] if name and name.split() else None,
        "agent.name": agent.name,
        "subject": one.subject,
        "queue.name": one.queue.name if one.queue else None,
    }


def _of_context(name: str, context: Context | None) -> str | None:
    value: Json = dict(context.data) if context else None
    for step in name.removeprefix(_CONTEXT).split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return str(value) if isinstance(value, str | int | float) else None
