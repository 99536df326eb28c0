"""Security headers: strict for all, loosened only where a kind of page needs it. Pure."""

from collections.abc import Mapping

COMMON: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For answers that are no pages."""
DEMO = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""For the pages of the demo shop: an ordinary site that includes the tag, with its own policy."""
TRANSPORT = "max-age=31536000"


def console_policy(nonce: str, origin: str) -> str:
    """The console's policy. ``origin`` is its own, named for the socket: some browsers do not
    count ``wss:`` as ``'self'``.
    """
    socket = origin.replace("http", "ws", 1)
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; "
        f"connect-src 'self' {socket}; manifest-src 'self'; worker-src 'self'; "
        "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def headers_for(path: str, *, encrypted: bool) -> dict[str, str]:
    """What an answer at ``path`` carries, unless it says otherwise itself."""
    headers = {**COMMON, "Content-Security-Policy": DEMO if _is_demo(path) else NOTHING}
    if path.startswith("/api/"):
        headers["Cache-Control"] = "no-store"
    if encrypted:
        headers["Strict-Transport-Security"] = TRANSPORT
    return headers


def _is_demo(path: str) -> bool:
    return path == "/demo" or path.startswith("/demo/")
