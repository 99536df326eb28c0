"""Which files a tenant takes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guichet.files.sniffing import UNKNOWN
from guichet.kit.errors import FieldFault, Invalid, TooLarge

MEGABYTE: Final = 1_000_000
DEFAULT_MB: Final = 50
MOST_MB: Final = 500
WIDEST: Final = 20_000
"""Pixels on a side of a picture."""
MOST_PIXELS: Final = 100_000_000


class Family(StrEnum):
    """Kinds of file, as people choose them."""

    PICTURES = "pictures"
    PDF = "pdf"
    TEXT = "text"
    OFFICE = "office"
    SOUND = "sound"
    VIDEO = "video"
    ARCHIVES = "archives"
    OTHERS = "others"
    """Everything else, also programs and pages with scripts."""


DEFAULT_FAMILIES: Final = frozenset(Family) - {Family.OTHERS, Family.ARCHIVES}
SAFE_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Shown in the page; everything else is handed over as a download."""
_FAMILY: Final[Mapping[str, Family]] = {
    **dict.fromkeys(
        (*SAFE_PICTURES, "image/heic", "image/heif", "image/avif", "image/bmp", "image/tiff"),
        Family.PICTURES,
    ),
    "application/pdf": Family.PDF,
    "text/plain": Family.TEXT,
    "text/csv": Family.TEXT,
    "application/msword": Family.OFFICE,
    "application/vnd.ms-excel": Family.OFFICE,
    "application/vnd.ms-powerpoint": Family.OFFICE,
    "application/zip": Family.ARCHIVES,
    "application/gzip": Family.ARCHIVES,
    "application/x-7z-compressed": Family.ARCHIVES,
    "application/x-rar-compressed": Family.ARCHIVES,
}


def family_of(media_type: str) -> Family:
    """The family of a type found in a content."""
    known = _FAMILY.get(media_type)
    if known is not None:
        return known
    if media_type.startswith(
        ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
    ):
        return Family.OFFICE
    if media_type.startswith("audio/"):
        return Family.SOUND
    return Family.VIDEO if media_type.startswith("video/") else Family.OTHERS


@dataclass(frozen=True, slots=True)
class FileRules:
    """What one tenant takes."""

    most_mb: int = DEFAULT_MB
    """Megabytes (10^6 bytes) of one file."""
    families: frozenset[Family] = DEFAULT_FAMILIES
    version: int = 0
    """0: never set."""

    @property
    def most_bytes(self) -> int:
        """Of one file."""
        return self.most_mb * MEGABYTE

    def check_size(self, size: int) -> None:
        """Raises ``TooLarge`` naming the limit."""
        if size > self.most_bytes:
            raise TooLarge("file_too_large", limit_mb=self.most_mb)

    def check_type(self, media_type: str) -> None:
        """Raises ``Invalid`` when files of this type are not taken."""
        if family_of(media_type) not in self.families:
            name = "" if media_type == UNKNOWN else media_type
            raise Invalid("file_type_refused", (FieldFault("file", "type_refused"),), type=name)


def check_picture(size: tuple[int, int] | None) -> None:
    """Raises ``Invalid`` for a picture nobody could look at. None: its size is not known."""
    if size is None:
        return
    width, height = size
    if max(size) > WIDEST or width * height > MOST_PIXELS:
        fault = FieldFault("file", "picture_too_large")
        raise Invalid("picture_too_large", (fault,), width=width, height=height)
