"""Pictures of every main screen: ``python -m scripts.shots [FOLDER] [--full]``.

Each screen in both languages, light and dark, wide and 360 pixels narrow, with demo data; with
``--full`` the desk and supervision with ten thousand requests, and of a company that begins.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from playwright.async_api import Browser

from scripts.demo_house import ROOT, NotReady, demo_house
from scripts.full_house import fill, owner_address
from scripts.screens import (
    CROWDED,
    LANGUAGES,
    NARROW,
    SCHEMES,
    SCREENS,
    WIDE,
    Look,
    Screen,
    chromium_path,
    open_browser,
    open_context,
    visit,
)


async def _take(
    browser: Browser, address: str, folder: Path, look: Look, chosen: Sequence[Screen]
) -> int:
    """Pictures of the screens; gives how many."""
    for who in dict.fromkeys(screen.who for screen in chosen):
        context = await open_context(browser, address, who, look)
        page = await context.new_page()
        for screen in (one for one in chosen if one.who == who):
            await visit(page, screen)
            name = f"{screen.name}-{look.language}-{look.scheme}-{look.size[0]}.png"
            await page.screenshot(path=folder / name)
        await context.close()
    return len(chosen)


async def _take_all(path: str, address: str, folder: Path, chosen: Sequence[Screen]) -> int:
    count = 0
    async with open_browser(path) as browser:
        for language, scheme, size in product(LANGUAGES, SCHEMES, (WIDE, NARROW)):
            look = Look(language, scheme, size)
            count += await _take(browser, address, folder, look, chosen)
            print(f"{language} {scheme} {size[0]}: done", flush=True)
    return count


def main() -> int:
    """Take them; gives the exit code."""
    parser = argparse.ArgumentParser(prog="./dev shots", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / ".dev" / "shots")
    parser.add_argument("--only", nargs="*", default=[], metavar="SCREEN")
    parser.add_argument("--full", action="store_true", help="ten thousand requests, and none")
    parser.add_argument("--address", help="of a server with demo data that already runs")
    chosen = parser.parse_args()
    path = chromium_path()
    if path is None:
        print("There is no Chromium here. On Debian: apt install chromium", file=sys.stderr)
        return 1
    chosen.folder.mkdir(parents=True, exist_ok=True)
    return _run(path, chosen)


def _fill(data: Path) -> None:
    fill(owner_address(data))


def _run(path: str, chosen: argparse.Namespace) -> int:
    among = CROWDED if chosen.full else SCREENS
    screens = [screen for screen in among if not chosen.only or screen.name in chosen.only]
    if chosen.address:
        count = asyncio.run(_take_all(path, chosen.address, chosen.folder, screens))
    else:
        try:
            with demo_house(_fill if chosen.full else None) as address:
                count = asyncio.run(_take_all(path, address, chosen.folder, screens))
        except NotReady as error:
            print(f"Guichet did not start:\n{error}", file=sys.stderr)
            return 1
    print(f"{count} pictures in {chosen.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
