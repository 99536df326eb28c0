"""The alphabet as plain data, for programs in other languages: the counter in the browser is made
of it."""

from typing import Final

from guichet.protocols.gsm7.alphabets import BASIC, EXTENSION, Encoding
from guichet.protocols.gsm7.economy import CHEAPER, PAIRS
from guichet.protocols.gsm7.segments import capacity

TABLES: Final[dict[str, str | dict[str, str] | dict[str, list[int]]]] = {
    "basic": BASIC,
    "extension": "".join(EXTENSION.values()),
    "capacity": {
        one.value: [capacity(one), capacity(one, 6), capacity(one, 7)] for one in Encoding
    },
    "economy": PAIRS | CHEAPER,
}
"""``basic`` by code (0x1B is the escape); ``extension`` costs two; ``capacity`` alone, beside a
header with a reference of 8 bits, of 16; ``economy`` what to write instead (accents that are not
named come off)."""
