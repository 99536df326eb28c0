"""Tables and cases of the browser's counter of texts: ``python scripts/text_counter.py [--check]``.

What a text costs is counted in one place, ``protocols/gsm7`` (decision 0220). The console counts
while somebody types: its twin has these tables, and has to give these answers.
"""

import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from guichet.protocols.gsm7.economy import economise
from guichet.protocols.gsm7.segments import segment
from guichet.protocols.gsm7.tables import TABLES
from scripts import generated

FOLDER: Final = generated.ROOT / "web" / "apps" / "console" / "src" / "screens" / "texts"
RANGES: Final = (range(0x20, 0xD800), range(0xF900, 0xFFFE), range(0x1D400, 0x1D800))
"""Every character for which something may be offered."""
A_WORD: Final = "Votre commande est prête, à bientôt. "
TEXTS: Final = (
    "",
    "a",
    "Bonjour Éloïse, c’est prêt.",
    "Votre colis vous attend « au comptoir » jusqu’à 18 h 30…",
    "Total : 24,90 € [n° 17] {merci} ~ ^ \\ |",
    "a" * 160,
    "a" * 161,
    "a" * 159 + "€",
    "a" * 152 + "€" + "b" * 200,
    "€" * 80,
    "€" * 81,
    "ç" * 70,
    "ç" * 71,
    "ç" * 66 + "😀" + "ç" * 66 + "😀😀",
    "😀" * 35,
    "😀" * 36,
    "👨‍👩‍👧 Bon anniversaire ! 🎂",
    "e\u0301te\u0301 a\u0300 la mer, c\u0327a va",
    "\u034fa\u034f",
    "œuf, cœur, Œuvre, № 4, ½ litre, 20 °C, ¼, ²",
    "Дякуємо за замовлення",
    "訂單已準備好",
    "tab\tand\nline\rfeed\x0cform",
    "\x1b",
    "Ωmega Δelta ß Ñandú ¿qué?",
    "“Guillemets” – tirets — points…",
    A_WORD * 4,
    A_WORD * 8,
    A_WORD * 30,
    ("x" * 69 + "’") * 5,
)


def _count(text: str) -> dict[str, Any]:
    found, offer = segment(text), economise(text)
    return {
        "text": text,
        "encoding": found.encoding.value,
        "units": found.units,
        "parts": found.charged,
        "room": found.room,
        "perPart": found.units_per_part,
        "dear": [[one.at, one.character] for one in found.characters_that_cost],
        "changes": [list(one) for one in offer.changes],
        "left": [[one.at, one.character] for one in offer.left],
        "cheaper": offer.applied(),
    }


def _letters() -> Iterator[tuple[str, str]]:
    for codes in RANGES:
        for code in codes:
            if unicodedata.category(chr(code)) != "Cn":
                for change in economise(chr(code)).changes:
                    yield change.before, change.after


def texts() -> dict[Path, str]:
    """Every file this writes, with its text."""
    cases = {"texts": [_count(text) for text in TEXTS], "letters": dict(_letters())}
    return {FOLDER / "gsm7.tables.json": _json(TABLES), FOLDER / "gsm7.cases.json": _json(cases)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(generated.run("scripts/text_counter.py", texts(), sys.argv[1:]))
