"""The statement that asks how often people were written to."""

from datetime import datetime
from typing import Final

from sqlalchemy import text

from guichet.kit.work import Work

CAMPAIGNS: Final = 100
"""The newest offers of the time."""
EACH: Final = 10
"""People of each who are looked at: the one with the most is among the many, or nobody is."""
_MOST_OFFERS = text(
    """
WITH lately AS MATERIALIZED (
    SELECT id FROM campaign
    WHERE tenant_id = :tenant AND started_at >= :since AND wording ->> 'purpose' = 'marketing'
    ORDER BY started_at DESC LIMIT :campaigns
), people AS MATERIALIZED (
    SELECT DISTINCT r.contact_id FROM lately l CROSS JOIN LATERAL (
        SELECT contact_id FROM campaign_recipient
        WHERE tenant_id = :tenant AND campaign_id = l.id ORDER BY n LIMIT :each
    ) r WHERE r.contact_id IS NOT NULL
)
SELECT coalesce(max(had.times), 0) FROM people p CROSS JOIN LATERAL (
    SELECT count(*) AS times FROM campaign_recipient
    WHERE tenant_id = :tenant AND contact_id = p.contact_id
    AND campaign_id = ANY(ARRAY(SELECT id FROM lately))
) had
"""
)


async def most_offers(work: Work, since: datetime) -> int:
    """How many offers the one with the most had since, of the people looked at: some of each of
    the newest campaigns.
    """
    values = {"tenant": work.tenant_id, "since": since, "campaigns": CAMPAIGNS, "each": EACH}
    return int((await work.session.execute(_MOST_OFFERS, values)).scalar_one())
