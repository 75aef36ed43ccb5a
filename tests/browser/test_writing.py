"""Writing in a real browser: publish, fix, lose nothing."""

import re

import pytest
from playwright.sync_api import APIResponse, Route, expect

from accounts.models import User
from knowledge.articles.models import Article, Draft
from tests.browser.conftest import Hands, Visit
from tests.browser.waiting import scripts_held, until
from tests.factories import make_area, make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_article_is_written_previewed_and_published(visit: Visit, expert: User) -> None:
    make_area("Meters")
    page = visit(expert, "/articles/new/")
    page.get_by_role("button", name="How-to").click()
    page.get_by_label("Title", exact=True).fill("Read a meter")
    source = page.locator("textarea[name=body]")
    source.fill("Only for us.\n\n/// customer\n\nPress the button twice.\n\n///\n")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Press the button twice.")
    page.locator("input[name=audience][value=customer]").check(force=True)
    expect(preview).not_to_contain_text("Only for us.")
    page.get_by_label("Meters").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read a meter")
    expect(page.locator(".passage--internal")).to_contain_text("Only for us.")


def test_an_owner_fixes_a_typing_error_in_three_actions(visit: Visit, expert: User) -> None:
    area = make_area("Meters")
    article = make_article("Meters", owner=expert, body="Teh meter turns.\n", areas=[area])
    page = visit(expert, article.get_absolute_url())
    hands = Hands(page)
    hands.click(f"a[href$='{article.slug}/edit/'], form[action$='{article.slug}/edit/'] button")
    page.wait_for_url("**/drafts/**")
    page.locator("textarea[name=body]").fill("The meter turns.\n")
    hands.click("button[name=publish]")
    page.wait_for_url(f"**{article.get_absolute_url()}")
    expect(page.locator(".article")).to_contain_text("The meter turns.")
    assert hands.actions <= 3


def test_what_is_typed_survives_a_closed_tab(visit: Visit, expert: User) -> None:
    page = visit(expert, "/articles/new/")
    page.get_by_role("button", name=re.compile("^Article")).click()
    page.get_by_label("Title", exact=True).fill("Half a thought")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    address = page.url
    page.close()
    again = visit(expert, address)
    expect(again.get_by_label("Title", exact=True)).to_have_value("Half a thought")


def test_what_is_typed_before_the_scripts_arrive_is_saved(visit: Visit, expert: User) -> None:
    page = visit(expert, "/articles/new/")
    with scripts_held(page):
        page.get_by_role("button", name=re.compile("^Article")).click()
        page.wait_for_url("**/drafts/**", wait_until="commit")
        page.get_by_label("Title", exact=True).fill("Faster than the scripts")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert Draft.objects.get().title == "Faster than the scripts"


def test_publishing_while_a_save_is_on_its_way_is_no_conflict(visit: Visit, expert: User) -> None:
    make_area("Meters")
    page = visit(expert, "/articles/new/")
    page.get_by_role("button", name=re.compile("^Article")).click()
    page.wait_for_url("**/drafts/**")

    held: list[tuple[Route, APIResponse]] = []
    page.route("**/save/", lambda route: held.append((route, route.fetch())))
    page.get_by_label("Title", exact=True).fill("Quicker than the save")
    page.get_by_label("Meters").check()
    page.locator("textarea[name=body]").fill("It is the fan.")
    until(page, lambda: held)
    page.get_by_role("button", name="Publish").click()
    for route, answer in held:
        route.fulfill(response=answer)
    page.wait_for_url("**/articles/quicker-than-the-save/")
    expect(page.locator(".article")).to_contain_text("It is the fan.")
    assert not Draft.objects.exists()


def test_what_is_typed_while_the_server_is_away_is_kept_and_offered_again(
    visit: Visit, expert: User
) -> None:
    page = visit(expert, "/articles/new/")
    page.get_by_role("button", name=re.compile("^Article")).click()
    page.get_by_label("Title", exact=True).fill("Before the cable was cut")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Title", exact=True).fill("After the cable was cut")
    expect(page.get_by_role("heading", name="Saved on this device")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Draft saved")).to_be_visible(timeout=30_000)
    assert Draft.objects.get().title == "After the cable was cut"


def test_two_windows_on_one_draft_never_overwrite_each_other(visit: Visit, expert: User) -> None:
    area = make_area("Meters")
    article = make_article("Meters", owner=expert, body="One.\n", areas=[area])
    first = visit(expert, f"{article.get_absolute_url()}edit/")
    second = visit(expert, first.url)
    first.get_by_label("Title", exact=True).fill("From the first window")
    expect(first.get_by_text("Draft saved")).to_be_visible()
    second.get_by_label("Title", exact=True).fill("From the second window")
    expect(second.get_by_role("heading", name="This draft was changed elsewhere")).to_be_visible()
    assert Draft.objects.get().title == "From the first window"


def test_a_stale_article_is_verified_from_home_with_one_action(visit: Visit, expert: User) -> None:
    area = make_area("Meters")
    article = make_article("Old truth", owner=expert, areas=[area])
    Article.objects.filter(pk=article.pk).update(check_due_on="2020-01-01")
    hands = Hands(visit(expert, "/"))
    hands.click("button:has-text('Still true')")
    expect(hands.page.get_by_text("is verified")).to_be_visible()
    article.refresh_from_db()
    assert not article.is_check_due
    assert hands.actions == 1
