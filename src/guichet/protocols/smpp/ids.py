"""Message ids: carriers write one in the response and another form of it in the receipt.

The classic reason for receipts that match nothing: hexadecimal here, decimal there, zeros in
front or not, capitals or not. Each route says which way its ids go; what is compared is the
normal form.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial


class IdForm(StrEnum):
    """What is done to an id before it is compared."""

    AS_IS = "as_is"
    LOWER = "lower"
    """Capitals do not matter."""
    STRIP_ZEROS = "strip_zeros"
    """Nor do zeros in front, nor capitals."""
    HEX_TO_DEC = "hex_to_dec"
    DEC_TO_HEX = "dec_to_hex"
    """Small letters, no zeros in front."""


def normalizer(form: IdForm) -> Callable[[bytes], str]:
    """What ``normal_id`` does, for many ids of one form."""
    return _stripped if form is IdForm.AS_IS else partial(normal_id, form=form)


def _stripped(written: bytes) -> str:
    return written.decode("latin-1").replace("\0", "").strip(" ")


def normal_id(written: bytes | str, form: IdForm = IdForm.AS_IS) -> str:
    """The id in its normal form. An id that is no number in the expected base stays as it is."""
    text = written.decode("latin-1") if isinstance(written, bytes) else written
    text = text.replace("\0", "").strip(" ")
    if form is IdForm.AS_IS:
        return text
    if form is IdForm.LOWER:
        return text.lower()
    if form is IdForm.STRIP_ZEROS:
        return text.lower().lstrip("0") or text[:1]
    if not text.isascii() or not text.isalnum():
        return text
    try:
        return f"{int(text, 16)}" if form is IdForm.HEX_TO_DEC else f"{int(text, 10):x}"
    except ValueError:
        return text
