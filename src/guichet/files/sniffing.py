"""What a content is, found in its first bytes; not in its name. Pure."""

import io
from typing import Final

HEAD: Final = 64 * 1024
"""Bytes that are looked at: as far as pictures tell their size."""
UNKNOWN: Final = "application/octet-stream"
_ZIP: Final = "application/zip"
_OFFICE: Final = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument."
_ALIKE: Final = {
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "image/jpg": "image/jpeg",
    "image/x-ms-bmp": "image/bmp",
    "application/x-matroska": "video/webm",
    "application/x-zip-compressed": _ZIP,
}
_MARKUP: Final = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<svg")


def media_type(head: bytes) -> str:
    """The type of a content that begins with ``head``."""
    if not head:
        return UNKNOWN
    begin = head[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith(b"#!"):
        return "text/x-shellscript"
    if any(mark in begin for mark in _MARKUP) and _is_text(head):
        return "image/svg+xml" if b"<svg" in begin else "text/html"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(head)
    found = _by_signature(head)
    if found is None:
        return "text/plain" if _is_text(head) else UNKNOWN
    return _ALIKE.get(found, found)


def size_of_picture(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, if ``head`` tells them."""
    import imagesize  # type: ignore[import, unused-ignore]  # needed by who takes in files

    try:
        width, height = imagesize.get(io.BytesIO(head))
    except Exception:  # noqa: BLE001 - hostile bytes: whatever it stumbles over, it is not known
        return None
    return (int(width), int(height)) if width > 0 and height > 0 else None


def _by_signature(head: bytes) -> str | None:
    import puremagic  # type: ignore[import, unused-ignore]  # the same

    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    return next((match.mime_type for match in matches if match.mime_type), UNKNOWN)


def _zipped(head: bytes) -> str:
    """What kind of archive: documents of offices are archives with known names in them."""
    if _OPEN_DOCUMENT in head[:200]:
        kind = head[30:].split(_OPEN_DOCUMENT, 1)[1][:20]
        kinds = ("text", "spreadsheet", "presentation")
        name = next((one for one in kinds if kind.startswith(one.encode())), None)
        return f"application/vnd.oasis.opendocument.{name}" if name else _ZIP
    return next((kind for mark, kind in _OFFICE if mark in head), _ZIP)


def _is_text(head: bytes) -> bool:
    """Whether it reads as UTF-8, or Latin text of old programs, without control characters."""
    if any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.start >= len(head) - 3 or not any(0x7F <= byte < 0xA0 for byte in head)
    return True
