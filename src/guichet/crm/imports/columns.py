"""What a column means: the words a plan uses. Pure."""

import re

MEANT = ("birth_date", "sex", "postcode", "commune", "longitude", "latitude")
"""Attributes Guichet itself understands; made at the start where the company has none yet."""
OF_CONTACTS = frozenset(
    {
        "ignore",
        "name",
        "first_name",
        "last_name",
        "phone",
        "email",
        "external_id",
        "language",
        "tags",
        "consent_date",
        *MEANT,
    }
)
OF_EVENTS = frozenset(
    {
        "ignore",
        "phone",
        "email",
        "external_id",
        "event_id",
        "event_type",
        "event_at",
        "article",
        "category",
        "amount",
        "currency",
        "place",
    }
)
NEW_TYPES = frozenset({"text", "number", "date", "boolean", "money"})
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def is_meaning(word: str, kind: str) -> bool:
    """Whether a column of an import of ``kind`` can mean this: one of the words above,
    ``attribute:<key>`` of the company, ``new_attribute:<type>``; of events ``property:<name>``.
    """
    name, _, of = word.partition(":")
    if kind == "events":
        return word in OF_EVENTS or (name == "property" and 0 < len(of) <= 60)
    if name == "attribute":
        return _KEY.fullmatch(of) is not None
    return word in OF_CONTACTS or (name == "new_attribute" and of in NEW_TYPES)
