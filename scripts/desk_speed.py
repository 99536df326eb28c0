"""How long the desk takes to show another conversation: ``python -m scripts.desk_speed [ADDRESS]``.

Measured in a real browser, from the press of the key to the frame in which the other person's name
and words stand there, with a house of ten thousand requests. Prints JSON; figures depend on the
machine and on what else it does.
"""

import asyncio
import json
import statistics
import sys
from typing import Final

from playwright.async_api import Page

from scripts.demo_house import demo_house
from scripts.full_house import fill, owner_address
from scripts.screens import AGENT, chromium_path, open_browser, open_context, settled

SWITCHES: Final = 40
_DESK: Final = "/t/maison-vanille/desk"

_SWITCH: Final = """async () => {
  const shown = () => {
    const words = document.querySelector('main [role=log] section p');
    return words ? location.pathname : null;
  };
  const before = location.pathname;
  const begun = performance.now();
  const press = { key: 'j', code: 'KeyJ', bubbles: true };
  document.body.dispatchEvent(new KeyboardEvent('keydown', press));
  while (shown() === null || shown() === before) {
    if (performance.now() - begun > 10000) throw new Error('nothing else was shown');
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - begun;
}"""


async def measure(address: str) -> dict[str, float]:
    """Milliseconds of many switches."""
    path = chromium_path()
    if path is None:
        raise SystemExit("There is no Chromium here. On Debian: apt install chromium")
    async with open_browser(path) as browser:
        context = await open_context(browser, address, AGENT)
        page = await context.new_page()
        await page.goto(_DESK)
        await settled(page)
        await page.locator("main [role=listitem] button").first.click()
        await page.locator("main [role=log] section p").first.wait_for()
        await page.locator("h1").first.click()
        times = sorted([await _switch(page) for _ in range(SWITCHES)])
    cut = statistics.quantiles(times, n=20)
    figures = {"p50": cut[9], "p95": cut[18], "max": times[-1]}
    return {"switches": SWITCHES, **{name: round(ms, 1) for name, ms in figures.items()}}


async def _switch(page: Page) -> float:
    taken = await page.evaluate(_SWITCH)
    await page.wait_for_timeout(250)
    return float(taken)


def main() -> None:
    """Measure a house that runs, or one made for it."""
    if len(sys.argv) > 1:
        print(json.dumps(asyncio.run(measure(sys.argv[1]))))
        return
    with demo_house(lambda data: fill(owner_address(data))) as address:
        print(json.dumps(asyncio.run(measure(address))))


if __name__ == "__main__":
    main()
