"""Names of files, made fit to be shown, stored and sent. Pure."""

import re
import unicodedata

LONGEST = 120
NAMELESS = "file"
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def cleaned(name: str) -> str:
    """The last part of ``name`` without what a file system, a header or an eye could trip over:
    paths, control characters, marks that turn the direction of writing, names of devices.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(one for one in last if unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    fit = " ".join(_UNFIT.sub(" ", visible).split()).strip(". ")
    if not fit or _RESERVED.fullmatch(fit):
        return NAMELESS if not fit else f"_{fit}"
    return _shortened(fit)


def _shortened(name: str) -> str:
    """At most ``LONGEST`` characters, the ending kept."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
