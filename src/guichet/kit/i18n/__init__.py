"""Texts made by the server: a code and parameters, rendered in the reader's language."""

from guichet.kit.i18n.negotiation import DEFAULT_LANGUAGE, LANGUAGES, Language, negotiate
from guichet.kit.i18n.texts import Texts, sentence
from guichet.kit.i18n.writing import clock_words, day_words, moment_words

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Language",
    "Texts",
    "clock_words",
    "day_words",
    "moment_words",
    "negotiate",
    "sentence",
]
