"""The two pictures of the README: ``python -m scripts.readme_pictures [--address URL]``.

A visitor of the demo shop asks, an agent answers at the desk, and both screens are taken while
they talk: so the pictures also show that it works.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page

from scripts.demo_house import ROOT, NotReady, demo_house
from scripts.screens import AGENT, Look, chromium_path, open_browser, open_context, settled

FOLDER: Final = ROOT / "docs" / "images"
SIZE: Final = (1280, 800)
BUTTON: Final = (SIZE[0] - 48, SIZE[1] - 48)
"""Where the tag's button is: it stands in a closed shadow root, which no selector enters."""
QUESTION: Final = "Hello! Do your vanilla pods keep well in the fridge?"
ANSWER: Final = "Good morning! Better in a glass tube, away from the light: they keep two years."


async def take(browser: Browser, address: str, folder: Path) -> None:
    """Let the two talk, and take both screens."""
    visitor = await (await open_context(browser, address, None, Look(size=SIZE))).new_page()
    agent = await (await open_context(browser, address, AGENT, Look(size=SIZE))).new_page()
    heard = Heard(visitor)
    await agent.goto("/t/maison-vanille/desk")
    await settled(agent)
    await _be(agent, "Ready")  # a visitor is asked for words, not for an address
    await _ask(visitor, heard)
    await _be(agent, "Lunch")  # what the demo's other visitors want is not offered on the picture
    await _answer(agent)
    await heard.until(ANSWER[:30])
    await visitor.screenshot(path=folder / "shop.png")
    await agent.screenshot(path=folder / "desk.png")


class Heard:
    """What the panel is told over its socket: the panel itself cannot be looked into."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frames: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._keep))

    def _keep(self, frame: str | bytes) -> None:
        self._frames.append(frame if isinstance(frame, str) else frame.decode())

    async def until(self, words: str) -> None:
        """Wait until it was told ``words``, and has had the time to show them."""
        for _ in range(300):
            if any(words in frame for frame in self._frames):
                await self._page.wait_for_timeout(1_000)
                return
            await self._page.wait_for_timeout(100)
        raise RuntimeError(f"the visitor's panel was never told {words!r}")


async def _be(page: Page, presence: str) -> None:
    """Choose the agent's presence."""
    await page.get_by_role("button", name="Your presence").click()
    await page.get_by_role("menuitem", name=presence).click()


async def _ask(page: Page, heard: Heard) -> None:
    await page.goto("/demo/shop/en")
    await page.wait_for_load_state("networkidle")
    await page.mouse.click(*BUTTON)
    await heard.until("welcome")
    await page.wait_for_timeout(1_000)
    await page.keyboard.press("Enter")  # the first subject has the focus
    await heard.until('"availability","subject"')
    await page.wait_for_timeout(2_000)  # until the field has the focus
    await page.keyboard.type(QUESTION, delay=15)
    await page.keyboard.press("Enter")
    await heard.until("said")


async def _answer(page: Page) -> None:
    await page.get_by_text(QUESTION[10:]).first.click()
    await page.get_by_role("button", name="Take").first.click()
    box = page.get_by_role("textbox", name="Your answer")
    await box.fill(ANSWER)
    await page.get_by_role("button", name="Send").click()
    await page.mouse.move(SIZE[0] // 2, SIZE[1] // 2)
    await page.get_by_text(ANSWER[:30]).last.wait_for()


async def _run(path: str, address: str) -> None:
    async with open_browser(path) as browser:
        await take(browser, address, FOLDER)


def main() -> int:
    """Take them; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="of a server with demo data that already runs")
    chosen = parser.parse_args()
    path = chromium_path()
    if path is None:
        print("There is no Chromium here. On Debian: apt install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        if chosen.address:
            asyncio.run(_run(path, chosen.address))
        else:
            with demo_house() as address:
                asyncio.run(_run(path, address))
    except NotReady as error:
        print(f"Guichet did not start:\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
