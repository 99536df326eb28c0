"""Which of a person's open conversations what they say belongs to. Pure."""

from guichet.gateway.types import Medium

_GROUPS = (
    frozenset({Medium.CHAT, Medium.MESSAGE}),
    frozenset({Medium.CALL, Medium.VIDEO}),
    frozenset({Medium.CALLBACK}),
    frozenset({Medium.SMS}),
    frozenset({Medium.MAIL}),
)
"""What is said by one of these goes on in what was begun by another of the same."""


def media_of(medium: Medium) -> frozenset[Medium]:
    """The media whose open conversation at the same entry point goes on with ``medium``."""
    return next(group for group in _GROUPS if medium in group)
