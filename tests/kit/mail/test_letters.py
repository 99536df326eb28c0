"""Letters in the reader's language."""

import json
from pathlib import Path

import pytest

from guichet.kit.i18n import LANGUAGES, Language
from guichet.kit.mail.letters import letter

SOURCE = Path(__file__).parents[3] / "src" / "guichet"
PARAMS: dict[str, str | int] = {
    "name": "Amélie <b>",
    "tenant": "Vanille & Fils",
    "invited_by": "Agathe\nBcc: all@example.com",
    "operator": "Odile Técher",
    "reason": "A question about the tag",
    "days": 7,
    "minutes": 60,
    "title": "Boutique en ligne",
    "conversation": "Vous : Bonjour",
    "address": "https://shop.example/hook",
    "facts": "Receipts: 20 %, usually 95 %",
    "route": "Océan, principale",
    "page": "Club Vanille",
    "left": "4,20 €",
    "limit": "5,00 €",
    "count": 120,
    "text": "-20 % samedi",
}


def names() -> list[str]:
    texts = [json.loads(path.read_text()) for path in SOURCE.rglob("texts/en.json")]
    keys = {key for text in texts for key in text}
    return sorted({key.split(".")[1] for key in keys if key.startswith("mail.") and "." in key[5:]})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", names())
def test_every_letter_is_whole_in_both_forms(name: str, language: Language) -> None:
    has_link = name in {"invitation", "password_reset"}
    link = "https://guichet.example/x?token=a&b=c" if has_link else None
    mail = letter(name, "amelie@example.com", language, PARAMS, link)
    assert mail.subject
    assert not [part for part in (mail.subject, mail.text) if "{" in part or "mail." in part]
    assert (link is None) or (link in mail.text and "token=a&amp;b=c" in mail.html)
    assert f'lang="{language}"' in mail.html


def test_names_cannot_write_markup_nor_headers() -> None:
    mail = letter("invitation", "amelie@example.com", "en", PARAMS, "https://guichet.example/x")
    assert "\n" not in mail.subject
    assert "Vanille &amp; Fils" in mail.html
    reset = letter("password_reset", "a@example.com", "fr", PARAMS, "https://guichet.example/x")
    assert "<b>" not in reset.html
