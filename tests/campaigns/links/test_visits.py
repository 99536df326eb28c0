"""Who is counted as a person, and who only looks."""

import pytest

from guichet.campaigns.links.visits import visit_of

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/131.0.0.0 Mobile Safari/537.36"
)
IN_FACEBOOK = f"{ANDROID} [FBAN/FB4A;FBAV/490.0.0.63.82;]"
PREVIEW = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko)"
    " Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
)
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": IPHONE},
        {"user-agent": ANDROID, "sec-fetch-dest": "document", "sec-fetch-mode": "navigate"},
        {"user-agent": IN_FACEBOOK},
        {"user-agent": "Mozilla/5.0 (Mobile; Nokia 2720; rv:48.0) Gecko/48.0 KAIOS/2.5.2.2"},
        {"user-agent": "NokiaC3-00/5.0 (08.63) Profile/MIDP-2.1 Mozilla/5.0"},
    ],
)
def test_a_browser_of_a_person_is_counted(headers: dict[str, str]) -> None:
    assert visit_of("GET", headers).kind == "person"


@pytest.mark.parametrize(
    ("method", "headers", "rule"),
    [
        ("HEAD", {"user-agent": IPHONE}, "head"),
        ("GET", {"user-agent": ANDROID, "sec-purpose": "prefetch;prerender"}, "ahead"),
        ("GET", {"user-agent": ANDROID, "purpose": "prefetch"}, "ahead"),
        ("GET", {"user-agent": IPHONE, "x-purpose": "preview"}, "ahead"),
        ("GET", {"user-agent": ANDROID, "sec-fetch-dest": "image"}, "not_a_page"),
        ("GET", {"user-agent": ANDROID, "sec-fetch-dest": "empty"}, "not_a_page"),
        ("GET", {}, "nameless"),
        ("GET", {"user-agent": " "}, "nameless"),
        ("GET", {"user-agent": PREVIEW}, "program"),
        ("GET", {"user-agent": GOOGLEBOT}, "program"),
        ("GET", {"user-agent": "WhatsApp/2.23.20.0 A"}, "program"),
        ("GET", {"user-agent": "curl/8.9.1"}, "program"),
    ],
)
def test_a_machine_is_known_by_a_rule(method: str, headers: dict[str, str], rule: str) -> None:
    visit = visit_of(method, headers)
    assert (visit.kind, visit.rule) == ("machine", rule)
