"""Texts made by the server: a code and parameters, rendered in the reader's language."""

from guichet.kit.i18n.negotiation import DEFAULT_LANGUAGE, LANGUAGES, Language, negotiate
from guichet.kit.i18n.texts import Texts, sentence

__all__ = ["DEFAULT_LANGUAGE", "LANGUAGES", "Language", "Texts", "negotiate", "sentence"]
