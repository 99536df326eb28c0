"""Estimates of the wait, beside what others tell: error and bias as shares of the mean wait, and
how often the bounds hold.

Load: simulated lines, first come first served, 60,000 arrivals each (24,000 over about 20 days
with two peaks), seeded; counted are those who waited and were answered, the first tenth left out. A
figure of 0.3 for an error is 30 % of the mean wait.
"""

from benches.simulated.line import DAYS, SCENARIOS, figures


def run(_arguments: object) -> dict[str, float | int | str]:
    """Simulate all; gives shares and seconds."""
    found: dict[str, float | int | str] = {}
    for scenario in (*SCENARIOS, DAYS):
        for name, value in figures(scenario).items():
            found[f"{scenario.name}_{name}"] = round(value, 3)
    return found
