"""Pictures of every main screen: ``python -m scripts.shots [FOLDER]``.

Each screen in both languages, light and dark, wide and 360 pixels narrow, with demo data.
"""

import argparse
import asyncio
import sys
from itertools import product
from pathlib import Path

from playwright.async_api import Browser

from scripts.demo_house import ROOT, NotReady, demo_house
from scripts.screens import (
    LANGUAGES,
    NARROW,
    SCHEMES,
    SCREENS,
    WIDE,
    Look,
    chromium_path,
    open_browser,
    open_context,
    visit,
)


async def _take(browser: Browser, address: str, folder: Path, look: Look, names: set[str]) -> int:
    """Pictures of the screens of ``names``, or of all; gives how many."""
    chosen = [screen for screen in SCREENS if not names or screen.name in names]
    for who in dict.fromkeys(screen.who for screen in chosen):
        context = await open_context(browser, address, who, look)
        page = await context.new_page()
        for screen in (one for one in chosen if one.who == who):
            await visit(page, screen)
            name = f"{screen.name}-{look.language}-{look.scheme}-{look.size[0]}.png"
            await page.screenshot(path=folder / name)
        await context.close()
    return len(chosen)


async def _take_all(path: str, address: str, folder: Path, names: set[str]) -> int:
    count = 0
    async with open_browser(path) as browser:
        for language, scheme, size in product(LANGUAGES, SCHEMES, (WIDE, NARROW)):
            look = Look(language, scheme, size)
            count += await _take(browser, address, folder, look, names)
            print(f"{language} {scheme} {size[0]}: done", flush=True)
    return count


def main() -> int:
    """Take them; gives the exit code."""
    parser = argparse.ArgumentParser(prog="./dev shots", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / ".dev" / "shots")
    parser.add_argument("--only", nargs="*", default=[], metavar="SCREEN")
    parser.add_argument("--address", help="of a server with demo data that already runs")
    chosen = parser.parse_args()
    path = chromium_path()
    if path is None:
        print("There is no Chromium here. On Debian: apt install chromium", file=sys.stderr)
        return 1
    chosen.folder.mkdir(parents=True, exist_ok=True)
    return _run(path, chosen)


def _run(path: str, chosen: argparse.Namespace) -> int:
    names = set(chosen.only)
    if chosen.address:
        count = asyncio.run(_take_all(path, chosen.address, chosen.folder, names))
    else:
        try:
            with demo_house() as address:
                count = asyncio.run(_take_all(path, address, chosen.folder, names))
        except NotReady as error:
            print(f"Guichet did not start:\n{error}", file=sys.stderr)
            return 1
    print(f"{count} pictures in {chosen.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
