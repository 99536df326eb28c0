"""May these messages go? Everything a sender asks about a chunk on the point of being handed over:
who refused, who is on the platform's list, what the law says where each recipient is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent import service
from guichet.consent.addresses import Digester, digester, platform_digester
from guichet.consent.types import AddressKind, ConsentMedium
from guichet.kit.cipher import Cipher
from guichet.kit.ids import TenantId
from guichet.policies.presets import shipped
from guichet.policies.territories import territories_of
from guichet.policies.types import Channel, Policies, Question, Verdict
from guichet.policies.verdicts import Counsel

MEDIUM: Mapping[Channel, ConsentMedium] = {
    "sms": "sms",
    "rcs": "sms",
    "call": "call",
    "mail": "mail",
}
"""What somebody who refuses a channel names; one agreement is good for SMS and RCS."""


@dataclass(frozen=True, slots=True)
class Digests:
    """Made once per tenant and kept: keys never change."""

    tenant: Digester
    platform: Digester


async def digests_of(session: AsyncSession, tenant_id: TenantId, cipher: Cipher) -> Digests:
    """The digests of a tenant's addresses and the platform's (system role)."""
    own = await digester(session, tenant_id, cipher)
    return Digests(own, await platform_digester(session, cipher))


class Clearing:
    """Answers for the chunks of one tenant that have one question in common. Good while
    ``good_at`` says so; what people decide meanwhile is asked anew for every chunk.
    """

    def __init__(
        self,
        tenant_id: TenantId,
        digests: Digests,
        question: Question,
        policies: Policies | None = None,
    ) -> None:
        """``question``: what the messages have in common, with the consent the tenant says it has;
        whoever told us to stop counts as that.
        """
        law = policies or shipped()
        self._tenant_id = tenant_id
        self._digests = digests
        self._medium = MEDIUM[question.channel]
        self._kind: AddressKind = "email" if question.channel == "mail" else "phone"
        self._willing = Counsel(law, question)
        self._refusing = Counsel(law, replace(question, consent="withdrawn"))
        self._blocked = Counsel(law, replace(question, blocked=True)).verdict_in("FR")

    async def verdicts(self, session: AsyncSession, addresses: Sequence[str]) -> list[Verdict]:
        """The verdict on each address, in their order: three statements at the most, whatever
        their number (system role).
        """
        kind, own, platform = self._kind, self._digests.tenant, self._digests.platform
        anybody, listed = await service.anybody(session, self._tenant_id, "marketing")
        hashes = own.of_many(kind, addresses) if anybody else ()
        everywhere = platform.of_many(kind, addresses) if listed else ()
        refused = await service.suppressed(
            session, self._tenant_id, "marketing", self._medium, hashes
        )
        blocked = await service.blocked_everywhere(session, everywhere)
        willing, refusing = self._willing.verdict_in, self._refusing.verdict_in
        places = territories_of(addresses)
        if not refused and not blocked:
            return [willing(place) for place in places]
        return [
            self._blocked
            if on_list in blocked
            else refusing(place)
            if address_hash in refused
            else willing(place)
            for place, address_hash, on_list in zip_longest(places, hashes, everywhere)
        ]

    def good_at(self, at: datetime) -> bool:
        """Whether the law answers the same at ``at``."""
        return self._willing.good_at(at) and self._refusing.good_at(at)
