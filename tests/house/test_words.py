"""Tracked files speak of the product: no machine's paths, no index addresses, no makers' tools."""

import hashlib
import re

import pytest

from scripts.generated import ROOT
from tests.house.sources import tracked

EXAMPLE = "example-of-" + "an-unwanted-word"

# Kept as digests so that this page does not contain what it forbids.
UNWANTED_WORDS = {
    hashlib.sha256(EXAMPLE.encode()).hexdigest()[:16],
    "c857d09db23e6822",
    "c70eca6b0f88f44d",
    "7d3194f79e645c42",
    "60965168ce762e94",
    "053ea4804ef1bb33",
    "3ea125d0bff386e6",
    "487b91042c7cf27a",
    "de2187af3fb01170",
    "94a168d2da574b00",
    "d298391b07433318",
    "746d1113c358e1c9",
    "604d065888dd3574",
    "ba20768a02ee5327",
}
WORD = re.compile(r"[a-z][a-z-]+")
ADDRESSES = re.compile(
    r"index-" + r"url|extra-" + r"index|\"resolved\": *\"http|registry *= *[\"']?http"
    r"|files\.python" + r"hosted|/simple/?([\"' ]|$)",
    re.MULTILINE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/" + r"(work|root|farm|home/[a-z]+)/")
TEXT_LIMIT = 4_000_000
BINARY = {".png", ".ico", ".woff2", ".jpg", ".webp", ".gz", ".bin", ".pdf"}


def unwanted(text: str) -> set[str]:
    """What a text contains that no tracked file may."""
    words = set(WORD.findall(text.lower()))
    parts = {part for word in words for part in word.split("-")}
    found = {word for word in words | parts if digest(word) in UNWANTED_WORDS}
    found |= {match.group() for match in ADDRESSES.finditer(text)}
    return found | {match.group() for match in MACHINE_PATHS.finditer(text)}


def digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a page on the clock and the session", 0),
        (f"written by {EXAMPLE}", 1),
        ("--index-" + "url https://packages.example/", 1),
        ("see /" + "work/main/x.py", 1),
        ("GET /api/v1/work/items and https://guichet.example/root/x", 0),
    ],
)
def test_the_rule_finds_what_it_is_for_and_nothing_else(text: str, count: int) -> None:
    assert len(unwanted(text)) == count


def test_no_tracked_file_names_a_machine_an_index_or_a_tool_of_its_makers() -> None:
    faults = []
    for path in tracked():
        if path.suffix in BINARY:
            continue
        data = (ROOT / path).read_bytes()
        assert len(data) <= TEXT_LIMIT, f"{path} is too large to be a text of this repository"
        faults += [f"{path}: {word}" for word in sorted(unwanted(data.decode("utf-8")))]
    assert not faults, "\n".join(faults)
