"""Writes the generated pages of ``docs/reference``; ``--check`` only says which are out of date.

Each page has one function here that makes its text from the code that is the truth about it.
"""

import ast
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from pydantic.fields import FieldInfo  # noqa: E402 - the path above comes first

from scripts.generated import ROOT, run  # noqa: E402 - the path above comes first

SOURCE = ROOT / "src" / "guichet"
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by scripts/references.py; do not edit by hand. -->\n"


def _sources(name: str) -> list[Path]:
    return sorted(SOURCE.rglob(name))


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def settings() -> str:
    """Every setting an operator can make, from the model that reads them."""
    from guichet.kit.settings import Settings

    rows = [_setting_row(name, field) for name, field in Settings.model_fields.items()]
    return "\n".join(
        [
            NOTE,
            "# Settings\n",
            "Each is an environment variable, or the same name in lower case and without",
            "`GUICHET_` in a TOML file named by `GUICHET_CONFIG`. The environment wins over the",
            "file. An unknown name or a value that does not fit stops the start with one line that",
            "names it.\n",
            "| variable | in the file | default | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _setting_row(name: str, field: FieldInfo) -> str:
    meaning = (field.description or "").replace("|", "\\|").replace("<", "\\<")
    cells = [f"`GUICHET_{name.upper()}`", f"`{name}`", _default(field), meaning + _limits(field)]
    return f"| {' | '.join(cells)} |"


def _default(field: FieldInfo) -> str:
    """The default as one writes it; empty where the description has to tell it."""
    if field.default is None or field.default_factory is not None:
        return ""
    value = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    return f"`{value}`"


def _limits(field: FieldInfo) -> str:
    """The bounds of a number, or the words a text may be, in brackets."""
    low = next((item.ge for item in field.metadata if hasattr(item, "ge")), None)
    high = next((item.le for item in field.metadata if hasattr(item, "le")), None)
    pattern = next((item.pattern for item in field.metadata if hasattr(item, "pattern")), None)
    if low is not None and high is not None:
        return f" ({low} to {high})"
    words = re.fullmatch(r"\^\(([\w|]+)\)\$", str(pattern or ""))
    return f" ({', '.join(words[1].split('|'))})" if words else ""


def events() -> str:
    """Every domain event, from the kinds declared in the rooms' ``events.py``."""
    lines = [
        NOTE,
        "# Domain events\n",
        "Every change of state writes one of these in its own transaction. A payload's `item` is",
        "the whole public value of the entity after the change.\n",
    ]
    for room, kinds in sorted(_declared_kinds().items()):
        lines += [f"## {room}\n", "| event | meaning |", "|---|---|"]
        lines += [f"| `{kind}` | {meaning} |" for kind, meaning in sorted(kinds.items())]
        lines.append("")
    return "\n".join(lines)


def _declared_kinds() -> dict[str, dict[str, str]]:
    rooms: dict[str, dict[str, str]] = {}
    for path in _sources("events.py"):
        room = path.relative_to(SOURCE).parts[0]
        for kind, meaning in _kinds_of(_parsed(path)):
            rooms.setdefault(room, {})[kind] = " ".join(meaning.split()).replace("|", "\\|")
    return rooms


def _kinds_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        value = getattr(node, "value", None)
        if not isinstance(value, ast.Call) or getattr(value.func, "id", "") != "EventKind":
            continue
        kind = value.args[0]
        said = after.value if isinstance(after, ast.Expr) else None
        if isinstance(kind, ast.Constant):
            yield str(kind.value), str(said.value) if isinstance(said, ast.Constant) else ""


METRIC_TYPES = {"Counter", "Gauge", "Histogram", "Summary"}


def metrics() -> str:
    """Every figure a process exposes, from the declarations in the ``metrics.py`` files."""
    rows = sorted(row for path in _sources("metrics.py") for row in _metric_rows(_parsed(path)))
    return "\n".join(
        [
            NOTE,
            "# Metrics\n",
            "In the Prometheus text form; each process tells its own.\n",
            "| metric | type | labels | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _metric_rows(tree: ast.Module) -> Iterator[str]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        kind = getattr(call.func, "id", "")
        if kind not in METRIC_TYPES:
            continue
        name, meaning, *rest = (ast.literal_eval(item) for item in call.args)
        labels = ", ".join(f"`{label}`" for label in (rest[0] if rest else ()))
        shown = f"{name}_total" if kind == "Counter" and not name.endswith("_total") else name
        yield f"| `{shown}` | {kind.lower()} | {labels} | {meaning} |"


def rights() -> str:
    """Who may do what: the one table of the accounts room."""
    from guichet.accounts.rights import PLATFORM_RIGHTS, ROLE_RIGHTS, SUPPORT_RIGHTS, Right, Role

    meanings = _member_docs("accounts/rights.py", "Right")
    columns = [*Role, "support"]
    head = " | ".join(f"{name.replace('_', ' ')}" for name in columns)
    rows = []
    for right in Right:
        held = [right in ROLE_RIGHTS[role] for role in Role]
        marks = ["yes" if yes else "" for yes in [*held, right in SUPPORT_RIGHTS]]
        rows.append(f"| `{right}` | {meanings[right.name]} | {' | '.join(marks)} |")
    over = ", ".join(f"`{right}`" for right in Right if right in PLATFORM_RIGHTS)
    return "\n".join(
        [
            NOTE,
            "# Roles and rights\n",
            "A member has one or more roles and every right of each. The platform operator is no",
            "member of any tenant. *Support* is an operator whom a tenant let in for a while.\n",
            f"Over the platform, without a tenant: {over}.\n",
            f"| right | meaning | {head} |",
            f"|---|---|{'---|' * len(columns)}",
            *rows,
            "",
        ]
    )


def _member_docs(path: str, enumeration: str) -> dict[str, str]:
    """The docstrings below the members of an enumeration, by the members' names."""
    body = next(
        node.body
        for node in _parsed(SOURCE / path).body
        if isinstance(node, ast.ClassDef) and node.name == enumeration
    )
    return {
        node.targets[0].id: " ".join(str(after.value.value).split())
        for node, after in pairwise(body)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }


REFUSED: Mapping[str, str] = {
    "refusal": "Why a request is refused (`code` of the answer)",
    "fault": "What is wrong with one field (`faults` of the answer)",
    "policies": "Why a message waits or does not go, by law and by who asked to be left alone",
    "campaign.problem": "What speaks against a campaign before it is sent",
    "failure": "What carriers and channels refuse, and what is done about it",
}
"""Sections of the page of refusals, by how the keys of their texts begin."""


def refusals() -> str:
    """Every refusal with its words in both languages, from the texts people are shown."""
    english, french = _texts_of("en"), _texts_of("fr")
    lines = [
        NOTE,
        "# Refusals\n",
        "Everything that is refused, held or failed says so by a code and in these words; nothing",
        "that was accepted is lost by it. What is in braces is filled in. What SMPP clients are",
        "told stands in [submit by SMPP](../how-to/submit-by-smpp.md).\n",
    ]
    for beginning, title in REFUSED.items():
        keys = sorted(key for key in english if key.startswith(f"{beginning}."))
        lines += [f"## {title}\n", "| code | English | French |", "|---|---|---|"]
        for key in keys:
            code = key.removeprefix(f"{beginning}.").removesuffix("_other")
            if not key.endswith("_one"):
                lines.append(f"| `{code}` | {_cell(english[key])} | {_cell(french[key])} |")
        lines.append("")
    return "\n".join(lines)


def _texts_of(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in _sources(f"{language}.json"):
        if path.parent.name == "texts":
            found |= json.loads(path.read_text(encoding="utf-8"))
    return found


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "\\|").split())


PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings,
    "events.md": events,
    "metrics.md": metrics,
    "rights.md": rights,
    "refusals.md": refusals,
}


def texts() -> dict[Path, str]:
    """All generated pages by their paths."""
    return {REFERENCE / name: make() for name, make in PAGES.items()}


if __name__ == "__main__":
    sys.exit(run("scripts/references.py", texts(), sys.argv[1:]))
