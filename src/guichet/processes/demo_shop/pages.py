"""The demo shop's pages, as HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from babel.numbers import format_currency

from guichet.processes.demo_shop.site import BASE, SITE_KEY, Article, Product, Site, site

TELEPHONES = "/demo/telephones"
"""The demo's other page, where its texts arrive."""


@dataclass(frozen=True)
class Page:
    """One page."""

    path: str
    """After the language: empty for the first page."""
    title: str
    body: str


def pages(shop: Site) -> Iterator[Page]:
    """All pages of one language."""
    yield Page("", shop.words["line"], _home(shop))
    yield Page("delivery", shop.words["delivery"], _delivery(shop))
    yield Page("cart", shop.words["cart"], _cart(shop))
    yield Page("office", shop.words["office"], _office(shop))
    for product in shop.products:
        yield Page(product.slug, product.words["name"], _product(shop, product))
    for article in shop.articles:
        yield Page(article.slug, article.name, _article(shop, article))


def missing(shop: Site) -> Page:
    """What is shown for an address that is none of these."""
    words = escape(shop.words["missing"])
    link = f'<a href="{shop.home}">{escape(shop.words["back"])}</a>'
    return Page("", words, f'<div class="reading"><h1>{words}</h1><p>{link}</p></div>')


def html(shop: Site, page: Page) -> str:
    """The whole document."""
    words = {key: escape(text) for key, text in shop.words.items()}
    return (
        f'<!doctype html><html lang="{shop.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(page.title)} · {words['title']}</title>"
        f'<meta name="description" content="{words["hero_text"]}">'
        f'<link rel="icon" href="{BASE}/art/vanille-bourbon.svg">'
        f'<link rel="stylesheet" href="{BASE}/shop.css">'
        f'<script defer src="{BASE}/shop.js"></script>'
        f'<script async src="/tag/{SITE_KEY}.js"></script></head><body>'
        f"{_top(shop, page)}<main>{page.body}{_call(shop)}</main>"
        f'<footer class="foot"><div class="wrap"><p>{words["foot"]} '
        f'<a href="{shop.home}/office">{words["office"]}</a> '
        f'<a href="{TELEPHONES}/{shop.language}">{words["telephones"]}</a></p>{_visit(shop)}</div>'
        f"</footer></body></html>"
    )


def _top(shop: Site, page: Page) -> str:
    other = site("en" if shop.language == "fr" else "fr")
    links = [("", "shop"), ("#journal", "journal"), ("delivery", "delivery")]
    shown = "".join(_link(shop, page, path, escape(shop.words[key])) for path, key in links)
    turned = f"{other.home}/{page.path}".rstrip("/")
    return (
        f'<header class="top"><div class="wrap"><a class="brand" href="{shop.home}">'
        f"{escape(shop.words['title'])}</a><nav>{shown}"
        f'<a href="{turned}" lang="{other.language}" hreflang="{other.language}">'
        f"{escape(shop.words['other'])}</a>"
        f'<a class="cart" href="{shop.home}/cart">{escape(shop.words["cart"])}'
        f"<span data-cart-count></span></a></nav></div></header>"
    )


def _link(shop: Site, page: Page, path: str, words: str) -> str:
    here = ' aria-current="page"' if path == page.path else ""
    address = shop.home + (path if path.startswith("#") else f"/{path}".rstrip("/"))
    return f'<a href="{address}"{here}>{words}</a>'


def _home(shop: Site) -> str:
    words = {key: escape(text) for key, text in shop.words.items()}
    return (
        '<div class="wrap"><section class="hero"><div>'
        f'<h1>{words["hero"]}</h1><p class="lead">{words["hero_text"]}</p>'
        f'<p class="actions"><a class="button" href="#shop">{words["see"]}</a>'
        f'<button class="button quiet" data-guichet="chat">{words["ask"]}</button></p></div>'
        f"{_art('island', 640, 560)}</section>"
        f'<h2 id="shop">{words["shop"]}</h2><ul class="grid">'
        f"{''.join(_card(shop, product) for product in shop.products)}</ul>"
        f'<h2 id="journal">{words["journal"]}</h2><ul class="grid">'
        f"{''.join(_teaser(shop, article) for article in shop.articles)}</ul></div>"
    )


def _card(shop: Site, product: Product) -> str:
    words = {key: escape(text) for key, text in product.words.items()}
    return (
        f'<li><article class="card">{_art(product.slug, 480, 360)}<div class="body">'
        f'<h3><a href="{shop.home}/{product.slug}">{words["name"]}</a></h3>'
        f"<p>{words['text']}</p>{_price(shop, product)}</div></article></li>"
    )


def _teaser(shop: Site, article: Article) -> str:
    return (
        '<li><article class="card"><div class="body">'
        f'<h3><a href="{shop.home}/{article.slug}">{escape(article.name)}</a></h3>'
        f"<p>{escape(article.lead)}</p></div></article></li>"
    )


def _price(shop: Site, product: Product) -> str:
    amount = format_currency(product.price / 100, "EUR", locale=shop.language)
    unit = escape(product.words["unit"])
    return f'<p class="price"><strong>{escape(amount)}</strong><span>{unit}</span></p>'


def _product(shop: Site, product: Product) -> str:
    words = {key: escape(text) for key, text in product.words.items()}
    facts = "".join(
        f"<dt>{escape(shop.words[key])}</dt><dd>{words[key]}</dd>"
        for key in ("from", "keep", "use")
    )
    return (
        f'<div class="wrap product">{_art(product.slug, 480, 360)}<div>'
        f'<h1>{words["name"]}</h1>{_price(shop, product)}<p class="lead">{words["text"]}</p>'
        f'<p class="actions"><button class="button" data-add="{product.slug}"'
        f' data-price="{product.price}" data-name="{words["name"]}"'
        f' data-done="{escape(shop.words["added"])}">{escape(shop.words["add"])}</button>'
        '<button class="button quiet" data-guichet="chat" data-guichet-subject="products">'
        f"{escape(shop.words['ask_about'])}</button></p><dl>{facts}</dl>"
        f'<p><a href="{shop.home}#shop">{escape(shop.words["back"])}</a></p></div></div>'
    )


def _article(shop: Site, article: Article) -> str:
    text = "".join(f"<p>{escape(part)}</p>" for part in article.text)
    return (
        f'<article class="reading"><h1>{escape(article.name)}</h1>'
        f'<p class="lead">{escape(article.lead)}</p>{text}'
        f'<p><a href="{shop.home}#journal">{escape(shop.words["journal"])}</a></p></article>'
    )


def _delivery(shop: Site) -> str:
    text = "".join(f"<p>{escape(part)}</p>" for part in shop.delivery)
    title = escape(shop.words["delivery_title"])
    ask = escape(shop.words["ask"])
    return (
        f'<article class="reading"><h1>{title}</h1>{text}<p class="actions">'
        '<button class="button" data-guichet="chat" data-guichet-subject="orders">'
        f"{ask}</button></p></article>"
    )


def _cart(shop: Site) -> str:
    """Filled in by the shop's script, as its pages keep the cart in the browser."""
    words = {key: escape(text) for key, text in shop.words.items()}
    return (
        f'<article class="reading"><h1>{words["cart"]}</h1>'
        f'<div data-cart data-fewer="{words["fewer"]}" data-empty="{words["empty"]}"'
        f' data-total="{words["total"]}" data-thanks="{words["thanks"]}" role="status"></div>'
        f'<p class="actions"><button class="button" data-order hidden>{words["order"]}</button>'
        f'<a class="button quiet" href="{shop.home}#shop">{words["back"]}</a></p></article>'
    )


def _office(shop: Site) -> str:
    """One button for each thing: see ``office``."""
    words = {key: escape(text) for key, text in shop.words.items()}
    rows = "".join(
        f'<p class="actions"><button class="button" data-tell="{product.slug}">'
        f"{words['office_tell']}</button><span>{escape(product.words['name'])}</span></p>"
        for product in shop.products
    )
    return (
        f'<article class="reading"><h1>{words["office"]}</h1><p>{words["office_text"]}</p>{rows}'
        f'<p data-told data-failed="{words["office_failed"]}" role="status"></p></article>'
    )


def _visit(shop: Site) -> str:
    """What a visitor may grant, and who they are to the shop."""
    words = {key: escape(text) for key, text in shop.words.items()}
    return (
        '<p class="small"><button type="button" data-customer'
        f' data-in="{words["sign_in"]}" data-out="{words["sign_out"]}">{words["sign_in"]}</button>'
        f'<button type="button" data-consent data-yes="{words["remember"]}"'
        f' data-no="{words["forget"]}">{words["remember"]}</button></p>'
    )


def _call(shop: Site) -> str:
    words = {key: escape(text) for key, text in shop.words.items()}
    return (
        f'<div class="wrap"><aside class="call"><div><h3>{words["ask"]}</h3>'
        f"<p>{words['ask_text']}</p></div>"
        f'<p class="actions"><button class="button" data-guichet="chat">{words["ask"]}</button>'
        '<button class="button quiet" data-guichet="chat" data-guichet-subject="pros"'
        f' data-guichet-when-away="disable">{words["pros"]}</button></p></aside></div>'
    )


def _art(name: str, width: int, height: int) -> str:
    source = f"{BASE}/art/{name}.svg"
    return f'<img class="art" src="{source}" width="{width}" height="{height}" alt="">'
