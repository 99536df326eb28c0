"""What happens to second factors; told on the platform's own stream."""

from typing import Final

from guichet.kit.events.types import EventKind

TURNED_ON: Final = EventKind("accounts.totp.enabled")
"""A user now signs in with a second factor: `user_id`."""
TURNED_OFF: Final = EventKind("accounts.totp.disabled")
"""A user signs in without time-based codes again: `user_id`."""
CODE_USED: Final = EventKind("accounts.recovery_code.used")
"""A recovery code was used up: `user_id`, and how many are `left`."""
CODES_RENEWED: Final = EventKind("accounts.recovery_code.renewed")
"""The recovery codes were replaced: `user_id`."""
