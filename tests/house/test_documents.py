"""Documents are what they promise: decisions in their form, links that lead somewhere."""

import re
from collections import Counter
from pathlib import PurePosixPath

import pytest

from scripts.generated import ROOT
from tests.house.sources import tracked

HEADINGS = ("context", "decision", "consequence", "enforced")
DECISION = re.compile(r"^\d{4}-[a-z0-9-]+\.md$")
LONGEST_DECISION = 90
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def pages() -> list[PurePosixPath]:
    return [path for path in tracked() if path.suffix == ".md"]


def decisions() -> list[PurePosixPath]:
    return [
        path
        for path in pages()
        if path.parent == PurePosixPath("docs/decisions") and path.name != "README.md"
    ]


def anchors(text: str) -> set[str]:
    """The places of a page a link can name, as the usual renderers make them from headings."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def missing_headings(text: str) -> list[str]:
    """Which of a decision's parts are not there."""
    titles = [title.lower() for title in re.findall(r"^##+ (.+)$", text, re.MULTILINE)]
    return [word for word in HEADINGS if not any(title.startswith(word) for title in titles)]


def dead_links(page: PurePosixPath, text: str) -> list[str]:
    """Links of a page, within the repository, that lead nowhere."""
    dead = []
    for target in LINK.findall(CODE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = ROOT / page.parent / name if name else ROOT / page
        if not file.exists() or (
            anchor and anchor not in anchors(file.read_text(encoding="utf-8"))
        ):
            dead.append(target)
    return dead


def test_decisions_are_numbered_once_and_named_by_their_subject() -> None:
    assert [path.name for path in decisions() if not DECISION.match(path.name)] == []
    numbers = Counter(path.name[:4] for path in decisions())
    assert [number for number, count in numbers.items() if count > 1] == []


@pytest.mark.parametrize("path", decisions(), ids=str)
def test_a_decision_says_why_what_with_which_consequence_and_how_it_is_kept(
    path: PurePosixPath,
) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert missing_headings(text) == [], "a decision has these headings: see decision 0001"
    assert len(text.splitlines()) <= LONGEST_DECISION, "a decision is one page"


def test_a_decision_without_its_reason_is_found() -> None:
    assert missing_headings("## Decision\n## Enforced by\n") == ["context", "consequence"]


@pytest.mark.parametrize("path", pages(), ids=str)
def test_every_link_within_the_repository_leads_somewhere(path: PurePosixPath) -> None:
    assert dead_links(path, (ROOT / path).read_text(encoding="utf-8")) == []


def test_a_dead_link_is_found_and_code_is_left_alone() -> None:
    text = "[a](nowhere.md) [b](README.md) `[c](d)` [e](https://example.org)"
    assert dead_links(PurePosixPath("README.md"), text) == ["nowhere.md"]


FILE = re.compile(r"`([a-z_]+(?:/[\w.-]+)+\.(?:py|tsx?|json|md))`")


def missing_files(text: str) -> list[str]:
    """Files a page names that are nowhere: from the root, or from ``src/guichet``."""
    places = (ROOT, ROOT / "src" / "guichet")
    return [
        name for name in FILE.findall(text) if not any((place / name).exists() for place in places)
    ]


def test_every_file_the_map_names_is_there() -> None:
    assert missing_files((ROOT / "docs" / "map.md").read_text(encoding="utf-8")) == []


def test_a_file_that_moved_is_found() -> None:
    assert missing_files("`kit/clock.py` and `kit/watch.py`") == ["kit/watch.py"]
