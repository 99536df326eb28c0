"""Origins of sites: how they are written down, and which pages they allow.

An origin is ``scheme://host[:port]`` (RFC 6454). A pattern may begin its host with ``*.``: all
names below that host, not the host itself. Pure.
"""

import re

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_IPV6 = r"\[[0-9a-f:.]+\]"
_PATTERN = re.compile(rf"(https?)://((?:\*\.)?{_HOST}|{_IPV6})(?::(\d{{1,5}}))?")
_DEFAULT_PORT = {"http": "80", "https": "443"}


def normalised(written: str) -> str | None:
    """The pattern in the one form browsers send (lower case, no default port, no path), or none
    when it is not an origin. A trailing slash is forgiven.
    """
    match = _PATTERN.fullmatch(written.strip().lower().rstrip("/"))
    if match is None:
        return None
    scheme, host, port = match.groups()
    if port is None or port == _DEFAULT_PORT[scheme]:
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}" if 0 < int(port) < 65536 else None


def allows(patterns: tuple[str, ...], origin: str | None) -> bool:
    """Whether a page of ``origin``, as its browser names it, may use what ``patterns`` guard."""
    if origin is None:
        return False
    given = normalised(origin)
    return given is not None and any(_matches(pattern, given) for pattern in patterns)


def _matches(pattern: str, origin: str) -> bool:
    if pattern == origin:
        return "*" not in origin
    scheme, _, host = pattern.partition("://")
    if not host.startswith("*."):
        return False
    given_scheme, _, given_host = origin.partition("://")
    return given_scheme == scheme and given_host.endswith(host[1:]) and "*" not in given_host


def site_of(origin: str | None) -> str | None:
    """The host of a page's origin, as people name a site; none when it has none."""
    given = normalised(origin) if origin else None
    return given.partition("://")[2] if given else None
