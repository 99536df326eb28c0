"""What the columns of a file seem to hold: by their names and by the shape of what is in them.
Pure.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from guichet.crm.attributes.types import Attribute
from guichet.crm.imports.columns import MEANT
from guichet.crm.imports.types import LONGEST_SHOWN, MOST_SAMPLES, Column, ImportKind
from guichet.crm.imports.values import (
    amount_of,
    date_of,
    moment_of,
    number_of,
    phones_of,
    sex_of,
    truth_of,
)
from guichet.crm.keys import normal
from guichet.crm.normal_forms import normal_form

_NAMES: Mapping[str, str] = {
    "name": "nom complet|nom prenom|prenom nom|nom et prenom|name|full name|fullname|client|contact"
    "|customer|customer name|display name|nom du client|raison sociale|identite",
    "first_name": "prenom|first name|firstname|given name|givenname|prenom usuel|forename",
    "last_name": "nom|last name|lastname|surname|family name|nom de famille|nom usage|nom d usage",
    "phone": "telephone|tel|mobile|portable|gsm|phone|phone number|mobile phone|telephone mobile"
    "|numero|numero de telephone|num tel|tel portable|tel mobile|phone 1 value|cell|cellphone"
    "|telephone portable|numero mobile|no tel|n tel|telephone 1|tel 1|whatsapp|sms|msisdn"
    "|telephone fixe|fixe|tel fixe|home phone|mobile number|contact number",
    "email": "email|e mail|mail|courriel|adresse email|adresse e mail|adresse mail|email address"
    "|e mail address|e mail 1 value|mel|adresse electronique",
    "external_id": "id|id client|identifiant|code client|reference|ref|ref client|numero client"
    "|customer id|client id|external id|numero de client|no client|n client|code|matricule"
    "|reference client|customer number",
    "language": "langue|language|lang|locale",
    "tags": "tags|tag|etiquettes|etiquette|groupes|groupe|categories|labels|label|group membership",
    "birth_date": "date de naissance|naissance|ne le|nee le|ne e le|birth date|birthdate"
    "|date of birth|dob|birthday|anniversaire|born",
    "sex": "sexe|genre|sex|gender|civilite|titre|title|salutation",
    "postcode": "code postal|cp|postcode|postal code|zip|zip code|zipcode|codepostal",
    "commune": "ville|commune|city|town|localite",
    "longitude": "longitude|lon|lng",
    "latitude": "latitude|lat",
    "consent_date": "date consentement|date de consentement|date optin|date opt in|optin date"
    "|opt in date|consent date|date d accord|date inscription|date d inscription",
}
_EVENT_NAMES: Mapping[str, str] = {
    "event_id": "id|identifiant|numero|commande|numero de commande|no commande|order|order id"
    "|ticket|numero de ticket|facture|numero de facture|id achat|event id|transaction",
    "event_type": "type|evenement|event|event type|type d evenement",
    "event_at": "date|le|at|date achat|date d achat|date commande|date de commande|order date"
    "|date vente|heure|date heure|datetime|timestamp|created at|date facture",
    "article": "article|produit|product|sku|item|designation|libelle|reference article|ref article",
    "category": "categorie|category|rayon|famille|gamme",
    "amount": "montant|prix|total|amount|price|total ttc|montant ttc|prix ttc|ca",
    "currency": "devise|currency",
    "place": "lieu|magasin|boutique|place|store|shop|point de vente",
    "external_id": "id client|code client|numero client|client id|customer id|external id"
    "|reference client|ref client|client|no client",
}
_SEPARATED = re.compile(r"[^a-z0-9]+")
_TRAILING = re.compile(r" \d+$")
ENOUGH = 0.8
"""Of the values that are there: so many have the shape of what a column is taken for."""


def plain(name: str) -> str:
    """A column's name as names are compared."""
    return _SEPARATED.sub(" ", normal(name)).strip()


def _table(names: Mapping[str, str]) -> Mapping[str, str]:
    return {word: meaning for meaning, words in names.items() for word in words.split("|")}


_KNOWN = _table(_NAMES)
_KNOWN_OF_EVENTS = {
    **{w: m for w, m in _KNOWN.items() if m in ("phone", "email", "external_id")},
    **_table(_EVENT_NAMES),
}
_CALLED = _KNOWN.keys() | _KNOWN_OF_EVENTS.keys()
MOST_TITLES = 10
"""Rows above the names of the columns that may say what the list is."""
ENOUGH_NAMES = 2
"""So many cells of a row are what columns are called: it names them, below titles, too."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the company has already."""

    territory: str
    attributes: Sequence[Attribute] = ()
    room: int = 100
    """How many attributes may still be made."""


def has_header(rows: Sequence[Sequence[str]], known: Known) -> bool:
    """Whether the first row names the columns: nothing in it is somebody's number or address, and
    it holds words that columns are called, or differs in shape from what stands below.
    """
    if not rows:
        return False
    first = [cell.strip() for cell in rows[0]]
    if any(_is_data(cell, known.territory) for cell in first if cell):
        return False
    called = {plain(cell) for cell in first}
    if called & _CALLED:
        return True
    below = [row for row in rows[1:] if row]
    shaped = sum(_is_data(row[n], known.territory) for row in below for n in range(len(row)))
    return len(set(first)) == len(first) and all(first) and len(below) > 0 and shaped > 0


def titles_of(rows: Sequence[Sequence[str]], known: Known) -> int:
    """How many of the first rows are titles: they stand above one that names the columns and holds
    more than any of them.
    """
    for n, row in enumerate(rows[: MOST_TITLES + 1]):
        filled = [cell for cell in row if cell.strip()]
        if sum(plain(cell) in _CALLED for cell in filled) >= ENOUGH_NAMES:
            narrow = all(_filled(above) < len(filled) for above in rows[:n])
            return n if narrow and has_header(rows[n:], known) else 0
    return 0


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_data(cell: str, territory: str) -> bool:
    bare = cell.strip()
    return bool(
        bare
        and (
            phones_of(bare, territory)[0]
            or normal_form("email", bare, territory)
            or number_of(bare) is not None
            or date_of(bare)
        )
    )


def columns_of(
    rows: Sequence[Sequence[str]], *, header: bool, kind: ImportKind, known: Known
) -> tuple[Column, ...]:
    """The columns of a file that begins with these rows."""
    width = max(map(len, rows), default=0)
    names = list(rows[0]) if header else []
    body = rows[1:] if header else rows
    found: list[Column] = []
    taken: set[str] = set()
    room = known.room
    for n in range(width):
        name = " ".join(names[n].split())[:80] if n < len(names) else ""
        values = [row[n].strip() for row in body if n < len(row) and row[n].strip()]
        meaning, certain = _meaning(name, values, kind, known)
        often = ("phone", "email", "tags", "ignore")
        if meaning in taken and meaning not in often and "new_attribute:" not in meaning:
            meaning, certain = _unknown(name, values, kind), False
        if meaning.startswith("new_attribute:"):
            room -= 1
            meaning = meaning if name and room >= 0 else "ignore"
        taken.add(meaning)
        samples = tuple(dict.fromkeys(value[:LONGEST_SHOWN] for value in values))[:MOST_SAMPLES]
        found.append(Column(name or str(n + 1), samples, meaning, certain))
    return tuple(_whole_names(found if header or kind == "events" else _nameless(found)))


def _nameless(columns: list[Column]) -> list[Column]:
    """Without a header, columns of words are names, as far as anybody can tell."""
    words = [
        n
        for n, one in enumerate(columns)
        if one.meaning == "ignore" and one.samples and all(map(_is_word, one.samples))
    ]
    meanings = ("name",) if len(words) == 1 else ("last_name", "first_name")
    for n, meaning in zip(words, meanings, strict=False):
        columns[n] = replace(columns[n], meaning=meaning)
    return columns


def _is_word(cell: str) -> bool:
    return len(cell) <= 80 and sum(map(str.isalpha, cell)) > len(cell) // 2


def _whole_names(columns: list[Column]) -> list[Column]:
    """A column called "name" without one for first names holds whole names."""
    meanings = {one.meaning for one in columns}
    if "last_name" in meanings and "first_name" not in meanings:
        return [
            replace(one, meaning="name") if one.meaning == "last_name" else one for one in columns
        ]
    return columns


def _meaning(name: str, values: Sequence[str], kind: ImportKind, known: Known) -> tuple[str, bool]:
    by_name = _by_name(name, kind, known)
    by_shape = _by_shape(values, kind, known)
    if by_name is not None:
        fits = _fits(by_name, values, known)
        if fits or not values:
            return by_name, True
        return (by_shape, False) if by_shape else (by_name, False)
    if by_shape is not None:
        return by_shape, by_shape == "email" or not name
    return _unknown(name, values, kind), False


def _by_name(name: str, kind: ImportKind, known: Known) -> str | None:
    word = plain(name)
    if not word:
        return None
    if kind == "contacts":
        for one in known.attributes:
            if word in (plain(one.key), plain(one.label.fr), plain(one.label.en)):
                return one.meaning or f"attribute:{one.key}"
    table = _KNOWN if kind == "contacts" else _KNOWN_OF_EVENTS
    return table.get(word) or table.get(_TRAILING.sub("", word))


def _by_shape(values: Sequence[str], kind: ImportKind, known: Known) -> str | None:
    if not values:
        return None
    for meaning in ("email", "phone"):
        if _fits(meaning, values, known):
            return meaning
    if kind == "events":
        return "event_at" if _fits("event_at", values, known) else None
    if len({value.casefold() for value in values}) > 1 and _fits("sex", values, known):
        return "sex"
    if all(re.fullmatch(r"\d{5}", value) for value in values):
        return "postcode"
    return None


def _shapes(known: Known) -> Mapping[str, Callable[[str], object]]:
    return {
        "email": lambda value: normal_form("email", value, known.territory),
        "phone": lambda value: phones_of(value, known.territory)[0],
        "birth_date": date_of,
        "consent_date": date_of,
        "event_at": moment_of,
        "amount": lambda value: amount_of(value) is not None,
        "sex": sex_of,
        "postcode": lambda value: len(value) <= 10 and any(map(str.isdigit, value)),
        "longitude": lambda value: number_of(value) is not None,
        "latitude": lambda value: number_of(value) is not None,
        "language": lambda value: len(value) <= 12,
    }


def _fits(meaning: str, values: Sequence[str], known: Known) -> bool:
    shape = _shapes(known).get(meaning)
    if shape is None:
        return True
    return sum(bool(shape(value)) for value in values) >= ENOUGH * len(values) > 0


def _unknown(name: str, values: Sequence[str], kind: ImportKind) -> str:
    if kind == "events":
        return f"property:{plain(name).replace(' ', '_')[:60]}" if plain(name) else "ignore"
    if not plain(name):
        return "ignore"
    if not values:
        return "ignore"
    for type_, shape in (
        ("boolean", lambda value: truth_of(value) is not None),
        ("date", date_of),
        ("number", lambda value: number_of(value) is not None and not _is_code(value)),
    ):
        if all(shape(value) for value in values):
            return f"new_attribute:{type_}"
    return "new_attribute:text"


def _is_code(value: str) -> bool:
    """Digits that are no quantity: a zero leads them."""
    return len(value) > 1 and value.startswith("0") and value.isdigit()


def needed(meanings: Sequence[str]) -> frozenset[str]:
    """The meanings among these that need an attribute of the company."""
    return frozenset(meanings) & frozenset(MEANT)
