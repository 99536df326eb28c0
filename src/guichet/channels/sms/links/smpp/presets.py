"""Usual ways carriers speak SMPP, to begin with; their papers say which one is theirs."""

from typing import Any, Final

from guichet.gateway.mass.contract import LinkPreset

_ASKS: Final = {"host": "host", "system_id": "system_id", "password": "password"}
_HERE: Final[dict[str, Any]] = {
    "host": "127.0.0.1",
    "port": 2775,
    "system_id": "guichet",
    "sender": "38100",
}

PRESETS: Final = (
    LinkPreset("usual", {"en": "As most carriers do", "fr": "Comme la plupart"}, {}, _ASKS),
    LinkPreset(
        "hex_ids",
        {
            "en": "Ids in hexadecimal in answers, in decimal in receipts",
            "fr": "Identifiants en hexadécimal dans les réponses, en décimal dans les accusés",
        },
        {"answer_ids": "hex_to_dec", "receipt_ids": "strip_zeros"},
        _ASKS,
    ),
    LinkPreset(
        "latin1",
        {
            "en": "Plain texts in Latin-1, two connections",
            "fr": "Textes simples en Latin-1, deux connexions",
        },
        {"charset": "latin1", "plain_coding": 3, "mode": "pair", "concatenation": "sar"},
        _ASKS,
    ),
    LinkPreset(
        "simulated",
        {
            "en": "Simulated carrier on this machine",
            "fr": "Opérateur simulé sur cette machine",
        },
        _HERE,
    ),
)
