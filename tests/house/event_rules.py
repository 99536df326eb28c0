"""Rules over domain events: declared once, named alike, documented."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from tests.house.sources import Finding, Source, calls

KIND = re.compile(r"^(?P<room>[a-z]+)\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


def declared(source: Source) -> Iterator[tuple[str, int]]:
    """The kinds a file declares, with their lines."""
    for name, call in calls(source):
        if name.split(".")[-1] == "EventKind" and call.args:
            yield str(getattr(call.args[0], "value", "")), call.lineno


def misdeclared(source: Source) -> Iterator[Finding]:
    """A kind is a literal in ``events.py``, of its room, with a docstring below."""
    documented = documented_lines(source)
    for kind, line in declared(source):
        if source.path.name != "events.py":
            yield Finding(source.path, line, "declare the event's kind in events.py of the room")
            continue
        match = KIND.match(kind)
        if match is None or match["room"] != source.room:
            advice = f"call it {source.room}.<noun>.<past verb>, a literal, not {kind!r}"
            yield Finding(source.path, line, advice)
        if line not in documented:
            advice = f"say below {kind} in a docstring what happened and what the payload holds"
            yield Finding(source.path, line, advice)


def documented_lines(source: Source) -> dict[int, str]:
    """Docstrings below assignments, by the line of the assignment."""
    body = source.tree.body
    return {
        node.lineno: after.value.value.strip()
        for node, after in pairwise(body)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }


def repeated(files: tuple[Source, ...]) -> Iterator[Finding]:
    """Each kind is declared once."""
    seen: dict[str, Source] = {}
    for source in files:
        for kind, line in declared(source):
            if kind in seen:
                advice = f"{kind} is declared in {seen[kind].path} already"
                yield Finding(source.path, line, advice)
            seen.setdefault(kind, source)
