"""How long pushes to agents' screens take."""

from prometheus_client import Counter, Histogram

PUSH = Histogram(
    "grata_push_seconds",
    "From a commit's push to agents' screens until Redis has its frames.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2),
)
PUSHES_LOST = Counter("grata_pushes_lost", "Pushes that did not leave. Screens catch up by themselves.")
