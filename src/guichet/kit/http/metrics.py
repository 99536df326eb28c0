"""What the HTTP edge counts."""

from prometheus_client import Histogram

SECONDS = Histogram(
    "guichet_http_seconds", "Time to answer a request.", ["method", "route", "status"]
)
