"""What the live socket counts."""

from prometheus_client import Counter, Gauge, Histogram

SOCKETS = Gauge("guichet_live_sockets", "Browsers connected to /live.")
TOPICS = Gauge("guichet_live_topics", "Open topics.")
FRAMES = Counter("guichet_live_frames", "Frames sent to browsers.")
BEHIND = Counter("guichet_live_behind", "Topics that had to be opened again by a slow browser.")
FAILURES = Counter("guichet_live_failures", "Topics that failed over an event.", ["topic"])
OPENING = Histogram("guichet_live_opening_seconds", "Time to open a topic.", ["how"])
LAG = Histogram(
    "guichet_live_lag_seconds",
    "From an event's occurrence to its hand-over to the sockets.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
