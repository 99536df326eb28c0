"""What a simulated carrier says of numbers, always the same of the same. Pure."""

from typing import Final

_NETWORKS: Final = {
    "2626920": "64700",
    "262692": "64710",
    "262693": "64703",
    "262639": "64701",
    "336": "20801",
    "337": "20815",
    "49": "26201",
    "44": "23410",
}
"""Countries and networks by the beginning of numbers; the longest counts."""


def said_of(number: str) -> dict[str, str | bool | None]:
    """A number (digits) that ends in 000 is nobody's, one in 99 is away; one in 7 is ported."""
    beginnings = (number[:length] for length in range(len(number), 0, -1))
    network = next((_NETWORKS[one] for one in beginnings if one in _NETWORKS), None)
    if number.endswith("000") or network is None:
        return {"state": "unknown", "network": None, "ported": None}
    state = "absent" if number.endswith("99") else "reachable"
    return {"state": state, "network": network, "ported": number.endswith("7")}
