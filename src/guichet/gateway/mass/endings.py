"""How offers end: with the STOP text the row of the law wants, said once and counted. Pure.

The code people send STOP to is the sender's own where it is a number; else a place of five digits
stands for it, which the route fills in: what is counted is what leaves.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from guichet.gateway.mass.types import Wording
from guichet.policies.presets import shipped
from guichet.policies.senders import is_number
from guichet.policies.stops import measured, says_stop, stop_line
from guichet.policies.territories import territory_of
from guichet.policies.types import Policies, Question, StopText
from guichet.policies.verdicts import policy_at

MOST_KNOWN: Final = 2_000
GOOD_FOR: Final = timedelta(minutes=1)


class Ending:
    """What is added to the messages of one wording, by where they go; worked out once for each
    place.
    """

    def __init__(self, wording: Wording, at: datetime, law: Policies | None = None) -> None:
        sender = wording.sender
        self._code = sender if sender is not None and is_number(sender) else None
        offers = wording.purpose == "marketing" and wording.about is None
        self.adds = offers and not _says_stop(wording.text)
        """Whether anything is added anywhere."""
        self._law = law or shipped()
        self._at = at
        self._known: dict[str | None, str] = {}

    def of(self, address: str) -> str:
        """What comes behind the text to ``address``; empty: nothing."""
        return self.in_(territory_of(address)) if self.adds else ""

    def in_(self, place: str | None) -> str:
        """What comes behind the text where somebody is in ``place``."""
        if not self.adds:
            return ""
        known = self._known.get(place)
        if known is None:
            rule = self._rule(place)
            wanted = rule is not None and rule.mode == "append"
            known = f"\n{stop_line(rule, self._code)}" if rule and wanted else ""
            self._known[place] = known
        return known

    def _rule(self, place: str | None) -> StopText | None:
        territory = self._law.territories.get(place or "")
        if territory is None:
            return None
        question = Question(self._at, place, "sms", "marketing")
        policy = policy_at(self._law, territory, question, self._at)
        return policy.stop_text if policy is not None else None


class Endings:
    """Those of one process, kept a little while: many chunks have one wording."""

    def __init__(self) -> None:
        self._known: dict[Wording, tuple[datetime, Ending]] = {}

    def of(self, wording: Wording, now: datetime) -> Ending:
        """The ending of a wording."""
        held = self._known.get(wording)
        if held is not None and now < held[0]:
            return held[1]
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        made = Ending(wording, now)
        self._known[wording] = (now + GOOD_FOR, made)
        return made


def counted(text: str, ending: str) -> str:
    """The text as long as it will be."""
    return measured(f"{text}{ending}") if ending else text


@lru_cache(maxsize=1_024)
def _says_stop(text: str) -> bool:
    return says_stop(text)
