"""What the server tells the loader of an entry point: inlined in the tag. Pure."""

import json
from collections.abc import Mapping

from guichet.channels.webchat.answers import availability_json
from guichet.channels.webchat.settings import FormField, WebChatSettings
from guichet.channels.webchat.wording import Both
from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Availability
from guichet.kit.events.types import Json

Availabilities = Mapping[str | None, Availability]
"""By subject; under ``None`` for who chooses none."""


def site(door: AnyDoor, panel: str, found: Availabilities) -> dict[str, Json]:
    """Everything the loader and the panel need before the first request."""
    settings = door.settings
    assert isinstance(settings, WebChatSettings)
    return {
        "key": door.site_key,
        "panel": panel,
        "title": door.title,
        "language": door.language,
        **_look(settings),
        "texts": {name: _words(text) for name, text in settings.texts if text.en or text.fr},
        "subjects": [
            {
                "key": one.key,
                "label": _words(one.label),
                "state": found[one.key].state,
                "available": found[one.key].state in ("open", "busy"),
            }
            for one in settings.subjects
        ],
        "form": [_field(one) for one in settings.form],
        "availability": availability_json(found[None]),
        **_rules(settings),
    }


def inline(told: Mapping[str, Json]) -> str:
    """JSON that is also JavaScript, whatever a title holds."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _look(settings: WebChatSettings) -> dict[str, Json]:
    return {
        "greeting": settings.greeting,
        "colour": settings.colour,
        "side": settings.side,
        "offset": [settings.offset_x, settings.offset_y],
        "logo": settings.logo,
        "launcher": settings.launcher,
        "when_away": settings.when_away,
    }


def _rules(settings: WebChatSettings) -> dict[str, Json]:
    shown = [one.model_dump(mode="json", exclude={"on"}) for one in settings.invitations if one.on]
    return {
        "files": settings.files,
        "rating": settings.rating,
        "transcript": settings.transcript,
        "consent": settings.consent,
        "invitations": [{**one, "text": _words(Both(**one["text"]))} for one in shown],
        "control": settings.control,
    }


def _field(field: FormField) -> dict[str, Json]:
    return {
        "key": field.key,
        "label": _words(field.label),
        "kind": field.kind,
        "required": field.required,
        "choices": [{"value": one.value, "label": _words(one.label)} for one in field.choices],
    }


def _words(text: Both) -> dict[str, Json]:
    return {"en": text.in_("en"), "fr": text.in_("fr")}
