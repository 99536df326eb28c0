"""What people paste into a field, as CSV: a column of numbers, a piece of a spreadsheet, names and
numbers in one line.
"""

import csv
import io
import re

_PHONE = re.compile(r"(?<![\w@.])\(?\+?\d[\d\s().\-/]{6,18}\d(?![\w@])")
_EMAIL = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+\.[^\s<>,;:\"()]+")
_BETWEEN = re.compile(r"[,;|]\s*|\s{2,}")
_EDGES = " \t,;:<>()\"'-–—•*·"


def as_csv(text: str) -> bytes:
    """The same as a file. A list that has columns already stays as it is."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line]
    if any("\t" in line or ";" in line for line in lines) and len(lines) > 1:
        return "\n".join(lines).encode() + b"\n"
    return _written([row for line in lines for row in _rows(line)])


def _rows(line: str) -> list[list[str]]:
    """One line may be one person, or many numbers in a row."""
    found = _PHONE.findall(line), _EMAIL.findall(line)
    bare = _BETWEEN.split(line.strip())
    if len(bare) > 1 and all(_is_address(one) for one in bare if one):
        return [row for one in bare if one for row in _rows(one)]
    phones, mails = found
    rest = _EMAIL.sub(" ", _PHONE.sub(" ", line))
    name = " ".join(rest.split()).strip(_EDGES)
    return [[name, ", ".join(one.strip() for one in phones), ", ".join(mails)]]


def _is_address(text: str) -> bool:
    bare = text.strip(_EDGES + "+") if not text.strip().startswith("+") else text.strip()
    return bool(_PHONE.fullmatch(bare) or _EMAIL.fullmatch(bare))


def _written(rows: list[list[str]]) -> bytes:
    used = [n for n in range(3) if any(row[n] for row in rows)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    for row in rows:
        if any(row):
            writer.writerow([row[n] for n in used])
    return text.getvalue().encode()
