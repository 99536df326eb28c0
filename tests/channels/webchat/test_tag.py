"""The one-line tag as pages of other sites fetch it, and its weight."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from guichet.channels.webchat import WebChat
from guichet.channels.webchat.settings import WebChatSettings
from guichet.gateway.contract import Tools
from guichet.gateway.types import Probe
from guichet.kit.clock import ManualClock
from guichet.kit.ids import IdMaker
from guichet.processes.channels import STATIC, route
from tests.channels.fronts import front_of, tools_of
from tests.channels.webchat.peer import OneDoor, door
from tests.gateway.peers import Ledger
from tests.gateway.quiet import Silence

WIDGET = STATIC / "widget"
built = pytest.mark.skipif(
    not (WIDGET / "loader.js").is_file(), reason="the web side is not built: npm run build in web/"
)
LOADER_BUDGET = 3 * 1024
PANEL_BUDGET = 18 * 1024


@pytest.fixture
def static(tmp_path: Path) -> Path:
    assets = tmp_path / "widget" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "widget" / "loader.js").write_text("start(__GUICHET_SITE__)")
    (assets / "panel-abc.js").write_text("export const mount = 1")
    return tmp_path


@pytest.fixture
def tools(clock: ManualClock, ids: IdMaker, static: Path) -> Tools:
    return tools_of(clock, ids, Silence(), static)


@pytest.fixture
def doors(tools: Tools) -> OneDoor:
    return OneDoor(door(tools))


@pytest.fixture
async def http(tools: Tools, doors: OneDoor) -> AsyncIterator[httpx.AsyncClient]:
    front = front_of(tools, Ledger(tools.clock, tools.ids), doors)
    app = Starlette(routes=[route(one) for one in WebChat.routes(front)])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://guichet.test") as client:
        yield client


def site_in(script: str) -> dict[str, str]:
    found = re.fullmatch(r"start\((.*)\)", script)
    assert found
    return dict(json.loads(found[1]))


async def test_the_sites_settings_are_in_the_script(http: httpx.AsyncClient) -> None:
    answer = await http.get("/tag/site-key-1.js")
    site = site_in(answer.text)
    assert (site["key"], site["title"], site["side"]) == ("site-key-1", "Boutique", "right")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "set-cookie" not in answer.headers
    assert (await http.get(site["panel"])).text == "export const mount = 1"


async def test_every_site_may_load_it_and_nobody_loads_it_twice(http: httpx.AsyncClient) -> None:
    first = await http.get("/tag/site-key-1.js")
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    same = {"If-None-Match": first.headers["etag"]}
    again = await http.get("/tag/site-key-1.js", headers=same)
    assert (again.status_code, again.text) == (304, "")
    asset = await http.get("/tag/assets/panel-abc.js")
    assert "immutable" in asset.headers["cache-control"]


async def test_a_loader_kept_from_an_earlier_release_still_gets_a_panel(
    http: httpx.AsyncClient,
) -> None:
    passed_on = await http.get("/tag/assets/panel-gone.js")
    assert (passed_on.status_code, passed_on.headers["cache-control"]) == (200, "no-cache")
    assert passed_on.headers["access-control-allow-origin"] == "*"
    named = re.fullmatch(r'export \* from "\./(panel-\w+\.js)";\n', passed_on.text)
    assert named is not None
    present = await http.get(f"/tag/assets/{named[1]}")
    assert present.text == "export const mount = 1"


async def test_changed_settings_make_another_script(
    http: httpx.AsyncClient, tools: Tools, doors: OneDoor
) -> None:
    first = await http.get("/tag/site-key-1.js")
    doors.door = replace(door(tools), settings=WebChatSettings(colour="#aa3300"))
    changed = await http.get("/tag/site-key-1.js", headers={"If-None-Match": first.headers["etag"]})
    assert site_in(changed.text)["colour"] == "#aa3300"


async def test_a_title_cannot_break_out_of_the_script(
    http: httpx.AsyncClient, tools: Tools, doors: OneDoor
) -> None:
    evil = "</script><script>alert(1)</script>\u2028\"'"
    doors.door = replace(door(tools), title=evil)
    script = (await http.get("/tag/site-key-1.js")).text
    assert "<" not in script
    assert "\u2028" not in script
    assert site_in(script)["title"] == evil


async def test_an_unknown_key_breaks_nothing_on_the_page(http: httpx.AsyncClient) -> None:
    answer = await http.get("/tag/unknown.js")
    assert answer.status_code == 200
    assert answer.text.startswith("//")


@pytest.mark.parametrize("name", ["%2e%2e%2floader.js", "none.js", "panel-abc.css"])
async def test_only_parts_of_the_widget_are_served(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"/tag/assets/{name}")).status_code == 404


async def test_a_chat_no_site_may_use_says_so(tools: Tools) -> None:
    closed = replace(door(tools), allowed_origins=())
    assert await WebChat(closed, tools).probe() == Probe(False, "no_origin")


@built
def test_the_loader_weighs_no_more_than_three_kilobytes() -> None:
    assert len(gzip.compress((WIDGET / "loader.js").read_bytes(), 9)) <= LOADER_BUDGET


@built
def test_the_panel_weighs_no_more_than_eighteen_kilobytes_in_one_file() -> None:
    (panel,) = (WIDGET / "assets").glob("panel-*.js")
    assert len(gzip.compress(panel.read_bytes(), 9)) <= PANEL_BUDGET


@built
def test_nothing_of_the_widget_needs_what_strict_sites_forbid() -> None:
    for path in (WIDGET / "loader.js", *(WIDGET / "assets").iterdir()):
        text = path.read_text(encoding="utf-8")
        for forbidden in ("eval(", "new Function(", "<style", "document.write"):
            assert forbidden not in text, f"{path.name}: {forbidden}"


@built
def test_the_loader_has_one_place_for_the_settings() -> None:
    assert (WIDGET / "loader.js").read_text(encoding="utf-8").count("__GUICHET_SITE__") == 1
