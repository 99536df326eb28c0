"""What the router tells about itself."""

from prometheus_client import Counter, Gauge

LEADS = Gauge("guichet_router_shards_led", "Shards of tenants this process leads.")
RELOADS = Counter("guichet_router_reloads_total", "Times a tenant's board was read anew.")
DECISIONS = Counter(
    "guichet_router_decisions_total",
    "Decisions made, by kind and by whether they could be made true.",
    ["kind", "outcome"],
)
