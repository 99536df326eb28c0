"""The telephones as a page: pure. What arrives is filled in by its script."""

import json
from html import escape
from typing import Final

from guichet.kit.i18n import Language, sentence
from guichet.processes.demo_carrier.scenes import Scene

BASE: Final = "/demo/telephones"
SHOP: Final = "/demo/shop"
FIGURES: Final = ("links", "accepted", "throttled", "receipts", "inbound", "links_lost")
_SCRIPTED: Final = (
    "nobody",
    "empty",
    "log",
    "write",
    "parts",
    "flash",
    "to",
    "failed",
    "waiting",
    "away",
)
"""What the script says, with its blanks."""
_PAGE: Final = """\
<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<link rel="stylesheet" href="{base}/telephones.css">
<script defer src="{base}/telephones.js"></script></head>
<body data-base="{base}" data-words="{words}">
<header class="top"><a class="brand" href="{base}/{language}"><svg viewBox="0 0 24 24" width="20" \
height="20" aria-hidden="true"><rect x="6.5" y="2" width="11" height="20" rx="2.6"/>\
<path d="M10.5 18.6h3"/></svg>Guichet</a><nav><a href="{shop}/{language}">{shop_words}</a>
<a href="/">{console}</a><a href="{base}/{other_language}" lang="{other_language}" \
hreflang="{other_language}">{other}</a></nav></header>
<main><div class="lead"><h1>{title}</h1><p>{lead}</p><noscript><p>{script}</p></noscript></div>
<section class="operator" aria-labelledby="operator"><h2 id="operator">{operator}</h2>
<div class="scenes" role="radiogroup" aria-labelledby="operator" aria-describedby="scene-text">\
{scenes}</div>
<p id="scene-text" aria-live="polite"></p><dl class="figures">{figures}</dl></section>
<p class="notice" role="status" hidden></p>
<ul class="telephones"></ul></main>
<template id="telephone"><li><article class="telephone"><div class="screen">
<div class="status" aria-hidden="true"><time></time><span class="island"></span>\
<span class="bars"><i></i><i></i><i></i><i></i></span></div>
<header><span class="face" aria-hidden="true"></span><h2></h2><p></p></header>
<div class="log" role="log" tabindex="0"></div>
<div class="empty"><p></p><button type="button" class="try">{try_it}</button></div>
<form><p class="to"><span></span><button type="button" class="stop">{stop}</button></p>
<div class="type"><input type="text" maxlength="1000" autocomplete="off" required \
placeholder="{placeholder}"><button type="submit" aria-label="{send}"><svg viewBox="0 0 24 24" \
width="18" height="18" aria-hidden="true"><path d="M12 19V5M5.5 11.5 12 5l6.5 6.5"/></svg></button>\
</div></form></div></article></li></template>
</body></html>
"""
_SCENE: Final = """\
<label><input type="radio" name="scene" value="{scene}" data-text="{text}"><span>{name}</span>\
</label>"""


def page(language: Language) -> str:
    """The whole document."""
    return _PAGE.format(
        language=language,
        other_language="fr" if language == "en" else "en",
        base=BASE,
        shop=SHOP,
        words=escape(json.dumps({one: _plain(language, one) for one in _SCRIPTED})),
        title=_said(language, "title"),
        lead=_said(language, "lead"),
        shop_words=_said(language, "shop"),
        console=_said(language, "console"),
        other=_said(language, "other"),
        operator=_said(language, "operator"),
        script=_said(language, "script"),
        try_it=_said(language, "try"),
        stop=_said(language, "stop"),
        placeholder=_said(language, "placeholder"),
        send=_said(language, "send"),
        scenes="".join(_scene(language, one) for one in Scene),
        figures="".join(_figure(language, one) for one in FIGURES),
    )


def missing(language: Language) -> str:
    """What is shown for an address that is no page."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{_said(language, 'title')}</title></head><body><main>"
        f"<h1>{_said(language, 'missing')}</h1>"
        f'<p><a href="{BASE}/{language}">{_said(language, "title")}</a></p></main></body></html>'
    )


def _scene(language: Language, scene: Scene) -> str:
    text = _said(language, f"scene_{scene}_text")
    return _SCENE.format(scene=scene, text=text, name=_said(language, f"scene_{scene}"))


def _figure(language: Language, name: str) -> str:
    return f'<div><dt>{_said(language, name)}</dt><dd data-figure="{name}">–</dd></div>'


def _plain(language: Language, name: str) -> str:
    return sentence(language, f"demo.telephones.{name}")


def _said(language: Language, name: str) -> str:
    return escape(_plain(language, name))
