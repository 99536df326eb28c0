"""What the relay and the feeds count."""

from prometheus_client import Counter, Gauge

RELAYED = Counter("guichet_relay_events", "Events given a position by this process' relay")
ASSIGNED = Gauge("guichet_relay_assigned", "Newest position given by this process' relay")
PUBLISHED = Gauge("guichet_relay_published", "Newest position this process' relay knows published")
REFILLED = Counter("guichet_feed_refilled", "Events a feed read from the log, not from NATS")
BEHIND = Counter("guichet_feed_behind", "Times a listener was too slow and lost its place")
DEAD_LETTERED = Counter("guichet_dead_letters", "Events a consumer gave up on", ["consumer"])
