"""The rules of applying frames, as the cases the browser's reducer runs too."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.live.reducer import Held

CASES = json.loads(Path(__file__).with_name("reducer_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_frames_leave_what_the_case_says(case: dict[str, Any]) -> None:
    held = Held()
    for frame in case["frames"]:
        held.receive(frame)
    assert [asdict(held.items[key]) for key in sorted(held.items)] == case["held"]
    assert (held.position, held.state) == (case["position"], case["state"])
