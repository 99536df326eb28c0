"""A word sent by text signs somebody up, and a yes confirms what was asked last."""

from datetime import timedelta

from guichet.gateway.entry_points import service as entry_points
from guichet.kit.work import SYSTEM
from tests.campaigns.signups.street import PAGE, Street
from tests.gateway.telephones.scene import LONG, PHONE, SHORT


async def test_a_keyword_signs_up_and_yes_confirms_it(street: Street) -> None:
    code = street.page["code"]
    tenant = street.scene.tenant.id
    await street.post.door(tenant, number=LONG, keywords=["SOLEIL"], does="sign_up", page=code)
    await street.says("soleil")
    await street.says("Soleil")
    (asked,) = await street.post.sent()
    assert (asked[0], asked[1], asked[3]) == (PHONE, LONG, "answer")
    await street.says("OUI")
    await street.says("oui")
    fates = [(fate, reason) for _, fate, reason in await street.post.fates()]
    assert fates == [
        ("signed_up", None),
        ("signed_up", "answered_enough"),
        ("confirmed", None),
        ("confirmed", None),
    ]
    assert await street.allowed() is True
    one = await street.who()
    assert one is not None
    (consent,) = (await street.boss.get(f"/contacts/{one.id}")).json()["consents"]
    assert "SOLEIL" in consent["proof"]
    assert await street.post.words() == []


async def test_words_after_a_keyword_sign_nobody_up(street: Street) -> None:
    tenant, code = street.scene.tenant.id, street.page["code"]
    await street.post.door(tenant, number=LONG, keywords=["SOLEIL"], does="sign_up", page=code)
    await street.says("SOLEIL")
    street.scene.clock.advance(timedelta(minutes=30))
    await street.says("Vous ouvrez quand ?")
    assert [fate for _, fate, _ in await street.post.fates()] == ["signed_up", "conversation"]
    assert len(await street.post.sent()) == 1


async def test_a_page_that_does_not_ask_again_takes_the_keyword_itself(street: Street) -> None:
    body = {key: street.page[key] for key in (*PAGE, "list_id")}
    path = f"/signup-pages/{street.page['id']}"
    changed = await street.boss.put(path, json={**body, "keyword_asks": False})
    assert changed.status_code == 200, changed.text
    tenant = street.scene.tenant.id
    code = street.page["code"]
    await street.post.door(tenant, number=LONG, keywords=["SOLEIL"], does="sign_up", page=code)
    await street.says("SOLEIL merci")
    assert await street.allowed() is True
    assert await street.post.sent() == []


async def test_a_yes_that_answers_something_else_goes_to_the_desk(street: Street) -> None:
    await street.says("oui")
    assert [fate for _, fate, _ in await street.post.fates()] == ["conversation"]


async def test_a_yes_to_what_an_agent_asked_later_goes_to_the_agent(street: Street) -> None:
    """The question is confirmed by its link, or by a yes once it is the last thing said again."""
    await street.fill_in()
    link = await street.link()
    street.scene.clock.advance(timedelta(minutes=1))
    await street.says("Vous avez du 38 ?")
    await street.agent_says("Oui. On vous le met de côté ?")
    await street.says("Oui")
    assert [fate for _, fate, _ in await street.post.fates()] == ["conversation", "conversation"]
    assert await street.allowed() is None
    assert "C’est fait" in (await street.http.post(link)).text
    assert await street.allowed() is True


async def test_a_second_yes_after_an_agents_question_is_the_agents(street: Street) -> None:
    await street.fill_in()
    await street.says("oui")
    street.scene.clock.advance(timedelta(minutes=2))
    await street.says("oui")
    await street.agent_says("Bienvenue ! Une question ?")
    street.scene.clock.advance(timedelta(minutes=1))
    await street.says("oui")
    fates = [fate for _, fate, _ in await street.post.fates()]
    assert fates == ["confirmed", "confirmed", "conversation"]


async def test_a_yes_to_another_number_than_the_one_that_asked_confirms_nothing(
    street: Street,
) -> None:
    post, tenant = street.post, street.scene.tenant.id
    await post.give(await post.number(SHORT), tenant)
    await post.door(tenant, number=SHORT)
    await street.fill_in()
    await post.says("oui", SHORT)
    await post.read()
    assert [fate for _, fate, _ in await post.fates()] == ["conversation"]
    assert await street.allowed() is None
    await street.says("oui")
    assert await street.allowed() is True


async def test_the_question_counts_even_if_the_page_has_another_number_by_now(
    street: Street,
) -> None:
    await street.fill_in()
    body = {key: street.page[key] for key in (*PAGE, "list_id")}
    path = f"/signup-pages/{street.page['id']}"
    changed = await street.boss.put(path, json={**body, "sender": None})
    assert changed.status_code == 200, changed.text
    await street.says("oui")
    assert await street.allowed() is True


async def test_a_page_that_is_removed_frees_its_keywords_and_no_others(street: Street) -> None:
    tenant, code = street.scene.tenant.id, street.page["code"]
    await street.post.door(tenant, number=LONG, keywords=["SOLEIL"], does="sign_up", page=code)
    await street.post.door(tenant, number=LONG, keywords=["LUNE"], does="sign_up", page="other22")
    assert (await street.boss.delete(f"/signup-pages/{street.page['id']}")).status_code == 204
    async with street.scene.open_work(tenant, SYSTEM) as work:
        open_ = await entry_points.open_of_kind(work, "sms")
    assert [one.settings["keywords"] for one in open_] == [[], ["LUNE"]]
    await street.post.door(tenant, number=LONG, keywords=["SOLEIL"], does="answer", answer="Oui")
