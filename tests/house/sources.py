"""The files of the repository as the house rules see them: parsed once, shared by all rules."""

import ast
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

from scripts.generated import ROOT

_NOT_OURS = {".git", ".venv", "node_modules", "__pycache__", "static", "dist", ".data", ".dev"}

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the repository's root, its text and its tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The package of ``guichet`` the file belongs to, or an empty word."""
        parts = self.path.parts
        return parts[2] if parts[:2] == ("src", "guichet") and len(parts) > 3 else ""

    @cached_property
    def _nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of the tree: walked once, looked at by every rule."""
        return self._nodes


@dataclass(frozen=True)
class Finding:
    """A place where a rule is broken, and what to do about it."""

    path: PurePosixPath
    line: int
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.advice}"


def parse(path: str, text: str) -> Source:
    """A source made from a text: what the rules' own tests feed them."""
    return Source(PurePosixPath(path), text, ast.parse(text))


@cache
def tracked() -> tuple[PurePosixPath, ...]:
    """Every file of the repository: those git tracks or would track, or, in a copy without git,
    those outside the folders that hold made things.
    """
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "-co", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        names = {PurePosixPath(name) for name in listed.split("\0") if name}
        return tuple(sorted(name for name in names if (ROOT / name).is_file()))
    return tuple(sorted(PurePosixPath(path) for path in _walk(ROOT)))


def _walk(folder: Path) -> Iterator[str]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _NOT_OURS and not path.name.startswith("."):
            yield from _walk(path)
        elif path.is_file():
            yield path.relative_to(ROOT).as_posix()


def sources(*folders: str) -> tuple[Source, ...]:
    """The parsed Python files below ``folders``, such as ``src`` or ``tests``."""
    return tuple(
        _source(path) for path in tracked() if path.suffix == ".py" and path.parts[0] in folders
    )


@cache
def _source(path: PurePosixPath) -> Source:
    """Each file is parsed once, whichever folders it is asked for with."""
    return parse(str(path), (ROOT / path).read_text(encoding="utf-8"))


def say(findings: Iterable[Finding]) -> str:
    """Findings as text, one a line: empty when the house is in order."""
    return "\n".join(str(finding) for finding in findings)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute chain, or an empty word for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else node.attr
    return ""


def calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called."""
    for node in source.nodes():
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def functions(source: Source) -> Iterator[FunctionNode]:
    """Every function and method of the file."""
    for node in source.nodes():
        if isinstance(node, FunctionNode):
            yield node


def lines_without_docstring(function: FunctionNode) -> int:
    """How many lines a function has, its docstring not counted."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)
