"""The same template as each person gets it, and as mass sending stores it."""

from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.templates.filling import Setting, ready
from guichet.campaigns.templates.language import Link, Variable, Words, escaped, read
from guichet.campaigns.templates.names import Names, parameters_of
from guichet.campaigns.templates.people import NOBODY, Person, parts_of_name
from guichet.crm.attributes.types import Attribute, AttributeType, Choice, Label
from guichet.gateway.mass.wordings import worded


def _attribute(key: str, kind: AttributeType, fr: str, en: str, *choices: Choice) -> Attribute:
    return Attribute(UUID(int=1), 1, key, Label(fr, en), kind, choices)


LOYALTY = _attribute(
    "loyalty", "choice", "Fidélité", "Loyalty", Choice("gold", Label("Or", "Gold"))
)
BIRTH = _attribute("birth_date", "date", "Date de naissance", "Date of birth")
CREDIT = _attribute("credit", "money", "Avoir", "Credit")
POINTS = _attribute("points", "number", "Points", "Points")
MEMBER = _attribute("member", "boolean", "Adhérent", "Member")
NAMES = Names([LOYALTY, BIRTH, CREDIT, POINTS, MEMBER], ["article", "when"])
REUNION = ZoneInfo("Indian/Reunion")
FRENCH = Setting("fr", "EUR", REUNION)
MARIE = Person(
    "Marie Payet",
    "fr",
    {
        "loyalty": "gold",
        "birth_date": "1999-02-01",
        "credit": 123450,
        "points": 1234.5,
        "member": True,
    },
)


def _text(template: str, person: Person = MARIE, setting: Setting = FRENCH) -> str:
    return ready(read(template), NAMES, setting).text_for(person)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Bonjour {prénom|cher client} !", "Bonjour Marie !"),
        ("{nom} {Prénom}", "Payet Marie"),
        ("{name}", "Marie Payet"),
        ("Carte {fidélité}", "Carte Or"),
        ("Née le {Date de naissance}", "Née le 1er février 1999"),
        ("Avoir : {avoir}", "Avoir : 1 234,50 €"),
        ("{points} points", "1 234,5 points"),
        ("Adhérent : {member}", "Adhérent : oui"),
        ("{first_name} {first_name|toi} {first_name}", "Marie Marie Marie"),
        (r"\{prénom\} {prénom}", "{prénom} Marie"),
        (r"\{first_name} {first_name|}", "{first_name} Marie"),
        (r"\{{first_name|}\}", "{Marie}"),
    ],
)
def test_places_are_filled_with_what_the_card_says(template: str, text: str) -> None:
    assert _text(template) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Bonjour {prénom|cher client} !", "Bonjour cher client !"),
        ("Bonjour {prénom}, venez", "Bonjour, venez"),
        ("Bonjour {prénom|}, venez", "Bonjour , venez"),
        ("{avoir|rien}", "rien"),
        ("a {prénom} {nom} b", "a b"),
        ("{prénom} a {prénom} b", " a b"),
        (r"\{first_name} {first_name}.", "{first_name}."),
    ],
)
def test_who_is_not_known_gets_the_fallback_or_no_gap(template: str, text: str) -> None:
    assert _text(template, NOBODY) == text


def test_values_are_shown_in_the_language_of_the_person() -> None:
    mary = Person("Mary Smith", "en-GB", MARIE.attributes)
    assert _text("{birth_date}, {avoir}, {fidélité}", mary) == "1 February 1999, €1,234.50, Gold"
    stranger = Person("Hans Muster", "de", MARIE.attributes)
    assert _text("{birth_date}", stranger) == "1er février 1999"


def test_what_the_campaign_is_about_is_said_to_everybody() -> None:
    about = Setting("fr", "EUR", REUNION, {"article": "{first_name} 38", "when": "2026-12-05"})
    made = ready(read("{article} le {when}"), NAMES, about)
    assert made.text_for(MARIE) == "{first_name} 38 le 5 décembre 2026"
    assert made.text_for(Person(language="en")) == "{first_name} 38 le 5 December 2026"
    same = ready(read("Promo {article} !"), NAMES, Setting("fr", parameters={"article": "Veja"}))
    assert same.text == "Promo Veja !"
    assert same.places == ()


@pytest.mark.parametrize(
    ("given_value", "shown"),
    [
        ("2026-12-05T10:30:00Z", "5 décembre 2026 à 14h30"),
        ("29.90 EUR", "29,90 €"),
        ("2026-13-45", "2026-13-45"),
        (3, "3"),
        (True, "oui"),
        ("Veja   V-10\n", "Veja V-10"),
    ],
)
def test_a_parameter_is_shown_by_what_it_looks_like(given_value: str | int, shown: str) -> None:
    about = Setting("fr", "EUR", REUNION, {"article": given_value})
    assert _text("{article}", setting=about) == shown


def test_a_parameter_nobody_gave_leaves_its_fallback_or_nothing() -> None:
    assert _text("Promo {article|du jour}") == "Promo du jour"
    assert _text("Promo {article}!") == "Promo!"
    assert parameters_of(read("{article} {when|bientôt}"), NAMES) == {"article"}


def test_a_person_knows_where_fallbacks_were_taken_and_where_nothing_stands() -> None:
    filled = ready(read("{Prénom|toi} {avoir}"), NAMES, FRENCH).fill(NOBODY)
    assert filled.fallbacks == ("Prénom",)
    assert filled.empty == ("avoir",)


def test_links_are_each_persons_own() -> None:
    made = ready(read("{link:https://b.example} {lien:https://a.example}"), NAMES, FRENCH)
    assert made.text == "{link_1} {link_2}"
    assert made.links == ("https://b.example", "https://a.example")
    assert made.text_for(MARIE, ["g.re/1", "g.re/2"]) == "g.re/1 g.re/2"


def test_the_code_is_each_persons_own() -> None:
    made = ready(read("Code {code promo|en magasin} !"), NAMES, FRENCH)
    assert made.has_code
    assert made.text_for(MARIE, code="1K7M-29QXW") == "Code 1K7M-29QXW !"
    assert made.text_for(MARIE) == "Code en magasin !"
    assert not ready(read("Bonjour"), NAMES, FRENCH).has_code


def test_the_economical_way_makes_words_values_and_fallbacks_cheap() -> None:
    cheap = Setting("fr", economical=True)
    noel = Person("Noël Hoarau", "fr")
    assert _text("Reçu {prénom|chère sœur} ?", noel, cheap) == "Recu Noel ?"
    assert _text("Reçu {prénom|chère sœur} ?", NOBODY, cheap) == "Recu chère soeur ?"
    about = Setting("fr", parameters={"article": "forêt"}, economical=True)
    assert _text("{article}", MARIE, about) == "foret"


def test_what_is_not_known_is_named_with_what_looks_most_like_it() -> None:
    (one, other) = NAMES.unknown(read("{prenon} et {pointure}"))
    assert (one.written, one.nearest, one.start, one.end) == ("prenon", "prenom", 0, 8)
    assert (other.written, other.start) == ("pointure", 12)
    assert Names().unknown(read("{zzz}"))[0].nearest is None
    with pytest.raises(LookupError):
        ready(read("{zzz}"), Names(), FRENCH)


def test_a_parameter_hides_an_attribute_and_an_attribute_hides_a_field() -> None:
    own = _attribute("first_name", "text", "Prénom usuel", "Given name")
    names = Names([own, POINTS], ["points"])
    about = Setting("en", parameters={"points": 5})
    mimi = Person("Marie Payet", None, {"first_name": "Mimi", "points": 7})
    assert ready(read("{first_name} {points}"), names, about).text_for(mimi) == "Mimi 5"
    plain = Person("Marie Payet")
    assert ready(read("{first_name}"), names, about).text_for(plain) == "Marie"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Marie Payet", "Marie", "Payet"),
        ("PAYET Marie", "Marie", "PAYET"),
        ("Marie PAYET HOARAU", "Marie", "PAYET HOARAU"),
        ("Payet, Marie", "Marie", "Payet"),
        ("Mme Payet", "", "Payet"),
        ("M. Jean Payet", "Jean", "Payet"),
        ("MARIE PAYET", "MARIE", "PAYET"),
        ("Marie", "Marie", ""),
        ("SARL Payet et fils", "", ""),
        ("Jean-Paul  de la Fontaine", "Jean-Paul", "de la Fontaine"),
        ("Payet, Marie Anne", "Marie Anne", "Payet"),
        ("", "", ""),
        ("M.", "M.", ""),
    ],
)
def test_a_name_has_a_first_and_a_last_part(name: str, first: str, last: str) -> None:
    assert parts_of_name(name) == (first, last)


_PIECES = st.one_of(
    st.text(alphabet="ab {}\\|é_", min_size=1, max_size=12).map(escaped),
    st.sampled_from(["{prénom}", "{nom|X}", "{avoir}", "{article|a}", "{when}", "{points|}"]),
    st.just("{link:https://a.example}"),
)
_PEOPLE = st.builds(
    Person,
    st.sampled_from([None, "Marie Payet", "{x} {first_name}", "Zoë"]),
    st.sampled_from([None, "fr", "en"]),
    st.fixed_dictionaries({}, optional={"points": st.integers(-9, 9), "credit": st.just(5)}),
)


@given(
    st.lists(_PIECES, max_size=8).map("".join),
    _PEOPLE,
    st.sampled_from([{}, {"article": "{first_name}", "when": "2026-01-01"}]),
)
def test_mass_sending_says_what_the_template_says(
    text: str, person: Person, parameters: dict[str, str]
) -> None:
    setting = Setting("fr", "EUR", REUNION, parameters)
    made = ready(read(text), NAMES, setting)
    by_mass = worded(made.text, made.fill(person, ["g.re/x"]).values)
    assert by_mass == _naive(text, person, setting)


def _naive(text: str, person: Person, setting: Setting) -> str:
    """Part by part, each by itself."""
    said, after_words = "", False
    for part in read(text).parts:
        match part:
            case Words(words):
                said += words
            case Link():
                said += "g.re/x"
            case Variable(written=written):
                alone = ready(read(f"{{{written}|}}"), NAMES, setting).text_for(person)
                if not alone and part.fallback is None:
                    said = said[:-1] if after_words and said.endswith(" ") else said
                said += alone or part.fallback or ""
        after_words = isinstance(part, Words)
    return said
