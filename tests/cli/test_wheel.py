"""The built wheel: everything a machine without Node needs is in it."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from scripts.generated import ROOT
from tests.servers.guichet import environment, serving

BUILT = ROOT / "src" / "guichet" / "static" / "console" / "index.html"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder the wheel was installed into, without its dependencies: those are here already."""
    if not BUILT.exists():
        pytest.skip("the console is not built: ./dev test builds it first")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, env={**os.environ, "GUICHET_WEB": "built"}, check=True)
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    return site


async def test_an_installed_wheel_serves_the_console_and_the_tag_where_there_is_no_node(
    installed: Path, tmp_path: Path, passable_folder: Path
) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    env = environment(passable_folder / "wheel") | {
        "PYTHONPATH": str(installed),
        "PATH": f"{empty}:/usr/sbin:/sbin",
    }
    async with serving(env=env) as running, httpx.AsyncClient(base_url=running.url) as client:
        page = await client.get("/sign-in")
        assert page.status_code == 200
        script = page.text.split('src="')[1].split('"')[0]
        assert (await client.get(script)).headers["content-type"].startswith("text/javascript")
        assert (await client.get("/api/v1/sign-in/options")).status_code == 200
    widget = installed / "guichet" / "static" / "widget"
    assert (widget / "loader.js").exists()
    assert list((widget / "assets").glob("panel-*.js"))
