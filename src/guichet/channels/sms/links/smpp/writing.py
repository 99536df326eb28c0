"""From a parcel to the octets of its parts. Pure.

A campaign's text is written once; personal texts share everything but number and text.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Final, TypeVar

from guichet.channels.sms.links.smpp.settings import NATIONAL, NumberKind, SmppSettings
from guichet.channels.sms.links.stopping import with_code
from guichet.gateway.mass.contract import Parcel
from guichet.protocols.gsm7.alphabets import Encoding, Shift
from guichet.protocols.gsm7.segments import Segments, segment
from guichet.protocols.smpp import fast
from guichet.protocols.smpp.errors import Misuse
from guichet.protocols.smpp.fast import SubmitForm, SubmitTemplate
from guichet.protocols.smpp.numbers import Registered
from guichet.protocols.smpp.pdus import SubmitSm
from guichet.protocols.smpp.texts import FLASH, Body, Charset, bodies
from guichet.protocols.smpp.times import absolute

_KEPT: Final = 256
_REFERENCES: Final = 10_000
_SHORT_CODE: Final = 8
"""A sender of so many digits or fewer is a short code."""

T = TypeVar("T")
Write = Callable[[int], bytes]
"""Gives the octets of one part under a sequence number."""


class Unwritable(Exception):
    """The parcel cannot be said to this carrier: ``code`` names why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Writer:
    """Writes as one route wants it."""

    def __init__(self, settings: SmppSettings) -> None:
        self._set = settings
        self._shifts = tuple(
            Shift(locking=0, single=NATIONAL[name]) for name in sorted(settings.national)
        )
        self._forms: OrderedDict[Hashable, SubmitForm] = OrderedDict()
        self._templates: OrderedDict[Hashable, SubmitTemplate] = OrderedDict()
        self._before: Hashable = None
        self._references: OrderedDict[str, int] = OrderedDict()
        registered = Registered.ALL
        if settings.intermediate:
            registered |= Registered.INTERMEDIATE
        self._registered = int(registered)

    def number(self, to: str) -> bytes:
        """A telephone's number as the carrier wants it."""
        return (to if self._set.plus else to.removeprefix("+")).encode("ascii", "replace")

    def parts(self, parcel: Parcel) -> list[Write]:
        """What writes each part of a parcel. Raises ``Unwritable``."""
        if self._set.stop_code and parcel.purpose == "marketing":
            parcel = parcel._replace(text=with_code(parcel, self._set.stop_code))
        key = (parcel.text, parcel.sender, parcel.encoding, parcel.flash, parcel.expires_at)
        template = self._templates.get(key)
        number = self.number(parcel.to)
        if template is not None:
            of = template.of
            return [lambda sequence: of(sequence, number)]
        try:
            return self._written(parcel, key, number)
        except Misuse as error:
            raise Unwritable("message_unwritable", str(error)) from error
        except ValueError as error:
            raise Unwritable("text_unwritable", str(error)) from error

    def _written(self, parcel: Parcel, key: Hashable, number: bytes) -> list[Write]:
        found = self._bodies(parcel)
        coding = self._coding(found[0], parcel)
        if len(found[1]) == 1 and not found[1][0].tlvs and self._before == key:
            template = SubmitTemplate(self._message(parcel, found[1][0], coding))
            _keep(self._templates, key, template)
            return [lambda sequence: template.of(sequence, number)]
        self._before = key
        return [self._write(parcel, body, coding, number) for body in found[1]]

    def _bodies(self, parcel: Parcel) -> tuple[Encoding, list[Body]]:
        charset = self._set.charset
        if charset in (Charset.LATIN1, Charset.ASCII, Charset.UTF8):
            return self._in_other_charset(parcel, charset)
        wanted = None if parcel.encoding == "auto" else Encoding(parcel.encoding)
        cut = self._cut(parcel, wanted, 0)
        if len(cut.parts) > 1:
            cut = self._cut(parcel, wanted, self._reference(parcel))
        return cut.encoding, bodies(cut, self._set.concatenation)

    def _cut(self, parcel: Parcel, wanted: Encoding | None, reference: int) -> Segments:
        return segment(
            parcel.text,
            encoding=wanted,
            concatenation=self._set.concatenation,
            reference=reference,
            reference_bits=self._set.reference_bits,
            max_parts=self._set.most_parts,
            shifts=self._shifts if wanted is not Encoding.LATIN1 else (),
            packed=self._set.charset is Charset.PACKED,
        )

    def _in_other_charset(self, parcel: Parcel, charset: Charset) -> tuple[Encoding, list[Body]]:
        """Octets of Latin-1 where they do, else UTF-16."""
        fits = _fits(parcel.text, "latin-1" if charset is Charset.LATIN1 else "ascii")
        wanted = Encoding.LATIN1 if fits and parcel.encoding != "ucs2" else Encoding.UCS2
        cut = self._cut(parcel, wanted, self._reference(parcel))
        return cut.encoding, bodies(cut, self._set.concatenation)

    def _reference(self, parcel: Parcel) -> int:
        """Counted for each telephone and sender, so that neighbours differ; the first is taken
        from the message's id."""
        key = f"{parcel.sender} {parcel.to}"
        last = self._references.pop(key, None)
        found = parcel.id.int if last is None else last + 1
        found &= (1 << self._set.reference_bits) - 1
        self._references[key] = found
        if len(self._references) > _REFERENCES:
            self._references.popitem(last=False)
        return found

    def _coding(self, encoding: Encoding, parcel: Parcel) -> int:
        wide = encoding is Encoding.UCS2
        coding = self._set.ucs2_coding if wide else self._set.plain_coding
        return coding | FLASH if parcel.flash else coding

    def _write(self, parcel: Parcel, body: Body, coding: int, number: bytes) -> Write:
        if body.tlvs:
            message = self._message(parcel, body, coding)._replace(destination_addr=number)
            fast.write_sm(fast.SUBMIT_SM, message)  # what cannot be written is told now
            return lambda sequence: fast.write_sm(
                fast.SUBMIT_SM, message._replace(sequence=sequence)
            )
        key = (parcel.sender, coding, body.esm_class, parcel.expires_at)
        form = self._forms.get(key)
        if form is None:
            form = SubmitForm(self._message(parcel, body, coding))
            _keep(self._forms, key, form)
        of, text = form.of, body.short_message
        return lambda sequence: of(sequence, number, text)

    def _message(self, parcel: Parcel, body: Body, coding: int) -> SubmitSm:
        sender = parcel.sender or self._set.sender
        source, kind = self._source(sender)
        target = self._set.international
        return SubmitSm(
            source_addr_ton=kind.ton,
            source_addr_npi=kind.npi,
            source_addr=source,
            dest_addr_ton=target.ton,
            dest_addr_npi=target.npi,
            esm_class=body.esm_class,
            validity_period=_validity(parcel.expires_at),
            registered_delivery=self._registered,
            data_coding=coding,
            short_message=body.short_message,
            tlvs=body.tlvs,
        )

    def _source(self, sender: str) -> tuple[bytes, NumberKind]:
        digits = sender.removeprefix("+")
        if digits.isascii() and digits.isdigit():
            if sender.startswith("+") or len(digits) > _SHORT_CODE:
                return self.number("+" + digits), self._set.international
            return digits.encode("ascii"), self._set.short
        try:
            return sender.encode("ascii"), self._set.named
        except UnicodeEncodeError:
            raise Unwritable("sender_unwritable", "the sender's name is not plain ASCII") from None


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _validity(until: datetime | None) -> bytes:
    return b"" if until is None else absolute(until)


def _keep(kept: OrderedDict[Hashable, T], key: Hashable, value: T) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)
