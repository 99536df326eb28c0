"""Cross-site request forgery: a browser says where a request comes from, and must say "here".

After *Protecting Against CSRF with Fetch Metadata* (web.dev) and Go's ``CrossOriginProtection``.
Requests that change nothing, or that prove themselves by an API key, need not.
"""

from collections.abc import Mapping

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_forged(method: str, headers: Mapping[str, str], own: frozenset[str]) -> bool:
    """Whether the request may come from a page of somebody else.

    ``own`` are the origins we are reached by. Without either header no browser sent it, and who
    sends it has no cookies but their own.
    """
    if method in SAFE_METHODS or headers.get("authorization", "").lower().startswith("bearer "):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and origin not in own


def own_origins(host: str | None, base_url: str, scheme: str) -> frozenset[str]:
    """The origins a browser may name when it speaks to us: the configured one, and the one of
    the very address it called.
    """
    return frozenset({base_url, f"{scheme}://{host}"} if host else {base_url})
