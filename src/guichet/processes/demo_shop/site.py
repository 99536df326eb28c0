"""What the demo shop shows, in both languages."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["fr", "en"]

SITE_KEY = "maison-vanille"
"""Public key of the shop's entry point: the demo data opens it under this name."""
FOLDER = Path(__file__).parent
BASE = "/demo/shop"


@dataclass(frozen=True)
class Product:
    """One thing in the shop."""

    slug: str
    price: int
    """In euro cents."""
    category: str
    """As the shop's till names it."""
    words: dict[str, str]


@dataclass(frozen=True)
class Article:
    """One page of the journal."""

    slug: str
    name: str
    lead: str
    text: list[str]


@dataclass(frozen=True)
class Site:
    """Everything in one language."""

    language: Language
    words: dict[str, str]
    delivery: list[str]
    products: list[Product]
    articles: list[Article]

    @property
    def home(self) -> str:
        """Address of the first page."""
        return f"{BASE}/{self.language}"


@cache
def site(language: Language) -> Site:
    """The shop in ``language``."""
    content = json.loads((FOLDER / "content.json").read_text(encoding="utf-8"))
    words = dict(content[language])
    delivery = words.pop("delivery_text")
    products = [
        Product(p["slug"], p["price"], p["category"], p[language]) for p in content["products"]
    ]
    articles = [Article(a["slug"], **a[language]) for a in content["articles"]]
    return Site(language, words, delivery, products, articles)
