"""What the router tells about itself."""

from prometheus_client import Counter, Gauge

LEADS = Gauge("guichet_router_shards_led", "Shards of tenants this process leads.")
RELOADS = Counter("guichet_router_reloads_total", "Times a tenant's board was read anew.")
PROMISES = Counter("guichet_router_promises_total", "Waits named to people who wait.")
ANNOUNCEMENTS = Counter(
    "guichet_router_announcements_total", "Times a person was told their place in line."
)
DECISIONS = Counter(
    "guichet_router_decisions_total",
    "Decisions made, by kind and by whether they could be made true.",
    ["kind", "outcome"],
)
