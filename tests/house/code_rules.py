"""Rules over the source text: docstrings, length, time and chance, owners of tasks, silence."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator

from tests.house.sources import (
    Finding,
    FunctionNode,
    Source,
    calls,
    dotted,
    functions,
    lines_without_docstring,
)

LONGEST = 60
FRONT_DOORS = ("service.py", "types.py", "contract.py")
CLOCKWORK = {"src/guichet/kit/clock.py", "src/guichet/kit/ids.py"}
NOW = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time(_ns)?)$"
    r"|(^|\.)uuid[1-7]$"
)
CHANCE = re.compile(r"^random\.")
TASKS = re.compile(r"^(asyncio\.(create_task|ensure_future)|(?:\w+\.)*loop\.create_task)$")
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma: no cover)\b(?P<rest>.*)")
CODES = re.compile(r"^[\[:\s]*(?:[A-Za-z]+[0-9]+[,\s]*|[\w,\s-]+\])*")


def missing_docstrings(source: Source) -> Iterator[Finding]:
    """Front doors and the kit say what each public thing promises; every file says what it is."""
    if ast.get_docstring(source.tree) is None and source.text.strip():
        yield Finding(source.path, 1, "say in a docstring what this file is for")
    if source.path.name in FRONT_DOORS or (source.room == "kit" and not _is_revision(source)):
        yield from _undocumented(source, source.tree.body, _promises(source))


def _undocumented(source: Source, body: list[ast.stmt], promised: set[str]) -> Iterator[Finding]:
    for node in body:
        if not isinstance(node, FunctionNode | ast.ClassDef) or node.name.startswith("_"):
            continue
        if (
            ast.get_docstring(node) is None
            and not _says_enough_by_its_name(node)
            and node.name not in promised
        ):
            advice = f"say in a docstring what {node.name} promises: meaning, units, errors"
            yield Finding(source.path, node.lineno, advice)
        if isinstance(node, ast.ClassDef) and _makes_the_promise(node):
            yield from _undocumented(source, node.body, promised)


def _promises(source: Source) -> set[str]:
    """Methods that a class of this file documents: whoever carries them out need not repeat it."""
    return {
        method.name
        for node in source.tree.body
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, FunctionNode) and ast.get_docstring(method)
    }


def _is_revision(source: Source) -> bool:
    return source.path.parent.name == "versions"


def _says_enough_by_its_name(node: FunctionNode | ast.ClassDef) -> bool:
    marks = node.decorator_list
    names = {dotted(item.func if isinstance(item, ast.Call) else item) for item in marks}
    return bool(names & {"overload", "override", "property"}) or any(
        name.endswith("setter") for name in names
    )


def _makes_the_promise(node: ast.ClassDef) -> bool:
    """A class with a base carries out what the base promised; a Protocol is a promise."""
    bases = {dotted(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases}
    return not bases or bool(bases & {"Protocol", "ABC"})


def long_functions(source: Source) -> Iterator[Finding]:
    """No function is longer than a screen; a revision is a list of statements, not a function."""
    if _is_revision(source):
        return
    for function in functions(source):
        length = lines_without_docstring(function)
        if length > LONGEST:
            advice = f"{function.name} has {length} lines: name its steps, {LONGEST} at the most"
            yield Finding(source.path, function.lineno, advice)


def own_time_and_chance(source: Source) -> Iterator[Finding]:
    """Time and ids come from the injected clock and id maker, chance from ``secrets``."""
    if str(source.path) in CLOCKWORK:
        return
    for name, call in calls(source):
        if NOW.search(name):
            yield Finding(source.path, call.lineno, f"take the instant or id from kit, not {name}")
        elif CHANCE.search(name):
            yield Finding(source.path, call.lineno, f"hand chance in, do not call {name}")


def ownerless_tasks(source: Source) -> Iterator[Finding]:
    """A task belongs to a TaskGroup, which waits for it and passes on its error."""
    for name, call in calls(source):
        if TASKS.search(name):
            yield Finding(source.path, call.lineno, f"start it in a TaskGroup, not by {name}")


def boundless_queues(source: Source) -> Iterator[Finding]:
    """Every queue has a bound."""
    for name, call in calls(source):
        if name.split(".")[-1] in {"Queue", "LifoQueue", "PriorityQueue"} and not (
            call.args or call.keywords
        ):
            yield Finding(source.path, call.lineno, f"give {name} a maxsize, and say why that one")


def swallowed_errors(source: Source) -> Iterator[Finding]:
    """Nothing is swallowed whole."""
    for name, call in calls(source):
        if name.split(".")[-1] == "suppress" and {dotted(item) for item in call.args} & {
            "Exception",
            "BaseException",
        }:
            yield Finding(source.path, call.lineno, "suppress the one error you expect")
    for node in source.nodes():
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield Finding(source.path, node.lineno, "name the error you expect")


def unexplained_suppressions(source: Source) -> Iterator[Finding]:
    """A silenced check gives its code and its reason, on the line or in the comment above."""
    if not SUPPRESSION.search(source.text):  # reading tokens takes longer than looking
        return
    lines = source.text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        found = SUPPRESSION.search(token.string) if token.type == tokenize.COMMENT else None
        if found is None:
            continue
        row = token.start[0]
        above = lines[row - 2].strip() if row > 1 else ""
        if not _has_reason(found["rest"]) and not (above[:1] == "#" and _has_reason(above)):
            yield Finding(source.path, row, "say why this check is silenced, behind its code")


def _has_reason(rest: str) -> bool:
    return len(re.findall(r"[A-Za-z']{2,}", CODES.sub("", rest, count=1))) >= 2


def commits_outside_the_edge(source: Source) -> Iterator[Finding]:
    """Services never commit: the edge that opened the transaction does."""
    if source.room == "kit":
        return
    for name, call in calls(source):
        if name.split(".")[-1] in {"commit", "rollback"} and "." in name:
            advice = "leave the commit to the edge: open_work, or a transaction of kit.db"
            yield Finding(source.path, call.lineno, advice)


Rule = Callable[[Source], Iterator[Finding]]

EVERYWHERE: tuple[Rule, ...] = (long_functions, unexplained_suppressions, swallowed_errors)
IN_SOURCE: tuple[Rule, ...] = (
    missing_docstrings,
    own_time_and_chance,
    ownerless_tasks,
    boundless_queues,
    commits_outside_the_edge,
)
IN_TESTS: tuple[Rule, ...] = (unexplained_suppressions, swallowed_errors)
