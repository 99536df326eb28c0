"""Metrics of the process as a whole, in Prometheus' form under ``/metrics``.

A room that measures something declares it in its own module with ``prometheus_client``.
"""

from prometheus_client import Counter, Gauge

READY = Gauge("guichet_ready", "1 while this process takes requests.")
PART_UP = Gauge("guichet_part_up", "1 while a background part runs.", ["part"])
PART_FAILURES = Counter("guichet_part_failures", "Times a part failed and was restarted.", ["part"])
ENGINE_RESTARTS = Counter(
    "guichet_engine_restarts", "Times an embedded server ended and was restarted.", ["engine"]
)
