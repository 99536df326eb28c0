"""Bytes as lines of text: whatever encoding, one line after another, never the whole file."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from guichet.crm.imports.readers.faults import Unreadable

LONGEST_LINE = 1 << 20
HEAD = 256 * 1024
"""Bytes of the beginning that are looked at."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"MZ",
    b"\x7fELF",
    b"{\\rtf",
    b"ID3",
    b"BEGIN:VCARD",
)
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|!--|html|head|body|meta|style|table)", re.I
)
"""What shop programs call a spreadsheet and is a page, or the XML of an old one."""
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 26, 27}
_UNDEFINED = str.maketrans({code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)})


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding of a file that begins so, and how many bytes of it only say that.

    :raises Unreadable: it is no text.
    """
    if _MARKUP.match(head):
        raise Unreadable("page_not_sheet")
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name, len(bom)
    if head.startswith(_FOREIGN):
        raise Unreadable("another_kind_of_file")
    if b"\0" in head:
        return _wide(head), 0
    if sum(byte in _CONTROLS for byte in head[:4096]) > len(head[:4096]) // 100:
        raise Unreadable("another_kind_of_file")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252", 0
    return "utf-8", 0


def _wide(head: bytes) -> str:
    """UTF-16 without saying so: every other byte of ordinary words is zero."""
    pairs = max(1, len(head) // 2)
    if head[1::2].count(0) > 0.6 * pairs and head[::2].count(0) == 0:
        return "utf-16-le"
    if head[::2].count(0) > 0.6 * pairs and head[1::2].count(0) == 0:
        return "utf-16-be"
    raise Unreadable("another_kind_of_file")


def decoded(line: bytes, encoding: str) -> str:
    """One line. Files put together from several hold lines of another encoding: each is read as
    what it can be.
    """
    if encoding == "utf-8" or not line.isascii():
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return (
        line.decode("cp1252", "surrogateescape")
        .translate(_UNDEFINED)
        .encode("utf-8", "replace")
        .decode("utf-8")
    )


class Lines(Iterator[str]):
    """The lines of a file from a place in it on; ``at`` is where the next one begins."""

    def __init__(self, file: BinaryIO, encoding: str, begins: int) -> None:
        self._file = file
        self._encoding = encoding
        self.at = begins
        file.seek(begins)

    def __next__(self) -> str:
        """The next.

        :raises Unreadable: it never ends.
        """
        line = self._file.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise Unreadable("line_too_long")
        self.at += len(line)
        return decoded(line, self._encoding).replace("\0", "")


def is_plain(head: bytes, encoding: str) -> bool:
    """Whether lines end with line feeds in a one-byte encoding: all others are written anew."""
    return encoding in ("utf-8", "cp1252") and (b"\n" in head or b"\r" not in head)


def rewritten(file: BinaryIO, encoding: str, begins: int) -> Iterator[bytes]:
    """The file in UTF-8 with line feeds, piece by piece.

    :raises Unreadable: it breaks off within a character.
    """
    file.seek(begins)
    text = codecs.getincrementaldecoder(encoding)("strict")
    previous = ""
    try:
        while chunk := file.read(HEAD):
            found = previous + text.decode(chunk)
            previous = "\r" if found.endswith("\r") else ""
            found = found[: len(found) - len(previous)]
            yield found.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
        yield (previous.replace("\r", "\n") + text.decode(b"", True)).encode()
    except UnicodeDecodeError as fault:
        raise Unreadable("broken_text") from fault
