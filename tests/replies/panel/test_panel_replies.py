"""The reply panel: what it tells, and what it writes down."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.passages.models import LintRule, WatchedName
from knowledge.replies.actions.spokespersons import name_spokesperson
from knowledge.replies.actions.trays import open_tray
from knowledge.replies.models import ChannelProfile, PolicyVersion, ReplyRecord, Tray
from knowledge.search import searchlog
from knowledge.search.models import SearchLog
from tests.conftest import ClientOf
from tests.factories import make_article, make_person, restrict_area
from tests.replies.panel.conftest import BODY, Post, token_in
from tests.search.indexing import follow

# Finding


def test_what_may_be_told_comes_and_what_stays_in_the_house_does_not(
    post: Post, article: Article
) -> None:
    page = post("found", text="box light lot form part").content.decode()
    assert "thirty seconds" in page
    assert "24-B" not in page
    assert "part 77" not in page


def test_a_closed_area_does_not_exist(
    article: Article, outsider: User, client_of: ClientOf, contact: User
) -> None:
    restrict_area(article.areas.get(), contact.team)  # type: ignore[arg-type]
    headers = {"Authorization": f"Panel {token_in(client_of(outsider))}"}
    page = Client().post("/panel/found/", {"text": "orange light box"}, headers=headers)
    assert "Orange light" not in page.content.decode()


def test_who_the_customer_is_reaches_neither_search_nor_its_log(
    post: Post, article: Article
) -> None:
    text = "orange light, call 06 12 34 56 78 or jane.doe@example.org"
    assert "thirty seconds" in post("found", text=text).content.decode()
    searchlog.flush()
    (row,) = SearchLog.objects.all()
    assert "orange light" in row.words
    assert "06 12" not in row.words
    assert "jane" not in row.words


def test_an_answer_in_another_language_is_shown_and_said(post: Post, article: Article) -> None:
    page = post("found", text="orange light box", language="fr").content.decode()
    assert "Nothing in French" in page
    assert "thirty seconds" in page


@pytest.mark.parametrize("text", ["", " ", "\0", "zebra quagga", "x" * 9_000, "((( OR area:"])
def test_nonsense_finds_nothing_and_breaks_nothing(text: str, post: Post, article: Article) -> None:
    asked = {"text": text, "channel": "pigeon", "language": "zz", "case": "\0" * 99, "profile": "x"}
    assert post("found", **asked).status_code == 200


def test_the_panel_with_a_session_searches_without_javascript(
    contact: User, client_of: ClientOf, article: Article
) -> None:
    page = client_of(contact).get("/panel/?text=orange+light&channel=email&case=HAL-1")
    words = page.content.decode()
    assert "thirty seconds" in words
    assert 'value="HAL-1"' in words
    assert f'action="/replies/copy/?article={article.slug}&amp;passage=' in words


# Replying


def block(kind: str, lead: User) -> None:
    LintRule.objects.update_or_create(
        kind=kind,
        defaults={
            "policy": LintRule.Policy.BLOCK,
            "changed_by": lead,
            "changed_at": timezone.now(),
        },
    )


def _name(article: Article) -> str:
    passage = article.live.text.passages.get(audience="customer")
    return f"a.{article.slug}.{passage.key}"


def _row(channel: str) -> ChannelProfile:
    return ChannelProfile.objects.filter(channel=channel)[0]


def _profile(channel: str) -> str:
    return str(_row(channel).pk)


def _reply(post: Post, article: Article, channel: str = "email", **fields: Any) -> Any:
    profile = _profile(channel)
    made = post("together", name=[_name(article)], profile=profile).json()
    given = {
        "sealed": made["sealed"],
        "text": made["plain"],
        "composed": made["plain"],
        "key": str(uuid4()),
        "profile": profile,
    }
    return post("reply", **given | fields)


def test_a_reply_is_put_together_for_the_channel_and_written_down(
    post: Post, article: Article, contact: User
) -> None:
    answer = _reply(post, article, case="HAL-1").json()
    assert answer["plain"].startswith("Hello,\n\nUnplug the box for thirty seconds.")
    assert answer["plain"].endswith(contact.display_name)
    record = ReplyRecord.objects.get()
    assert (record.way, record.channel, record.language) == ("panel", "email", "en")
    assert (record.person, record.reference, record.is_edited) == (contact, "HAL-1", False)
    assert (answer["record"], answer["case"]) == (record.pk, "HAL-1")
    assert record.passages.get().revision == article.live


def test_words_changed_by_hand_leave_as_they_stand(post: Post, article: Article) -> None:
    answer = _reply(post, article, text="Hello,\r\n\r\nUnplug it.").json()
    assert answer["plain"] == "Hello,\n\nUnplug it."
    assert ReplyRecord.objects.get().is_edited


def test_the_same_press_is_one_record(post: Post, article: Article) -> None:
    key = str(uuid4())
    answers = [_reply(post, article, key=key).json()["record"] for _press in range(3)]
    assert len(set(answers)) == 1
    assert ReplyRecord.objects.count() == 1


def test_names_that_may_not_be_told_are_left_out(post: Post, article: Article) -> None:
    inside = article.live.text.passages.get(audience="internal")
    names = [_name(article), f"a.{article.slug}.{inside.key}", "a.nothing.x", "n.99.x", "zzz", ""]
    names += ["a.nothing\0.x", f"a.{article.slug}.\0"]
    made = post("together", name=names, profile=_profile("email")).json()
    assert len(made["sealed"]) == 1
    assert "24-B" not in made["plain"]
    assert made["missing"]
    nothing = post("together", name=names[1:])
    assert nothing.status_code == 422
    assert "may be told" in nothing.json()["error"]


def test_what_was_handed_to_one_person_is_nobody_elses(
    post: Post, article: Article, client_of: ClientOf
) -> None:
    made = post("together", name=[_name(article)]).json()
    headers = {"Authorization": f"Panel {token_in(client_of(make_person()))}"}
    given = {"sealed": made["sealed"], "text": "Unplug it.", "key": str(uuid4())}
    answer = Client().post("/panel/reply/", given, headers=headers)
    assert answer.status_code == 422
    assert not ReplyRecord.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"case": "06 12 34 56 78"}, "telephone number"),
        ({"text": ""}, "no words"),
        ({"sealed": ["forged"]}, "changed meanwhile"),
        ({"key": "x"}, "Reload"),
    ],
)
def test_what_cannot_be_written_down_is_said_and_nothing_is(
    fields: dict[str, Any], said: str, post: Post, article: Article
) -> None:
    answer = _reply(post, article, **fields)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert not ReplyRecord.objects.exists()


def test_words_that_policy_blocks_do_not_leave(post: Post, article: Article, lead: User) -> None:
    block(LintRule.Kind.PRICE, lead)
    answer = _reply(post, article, text="It costs 49,90 €.")
    assert answer.status_code == 422
    assert "49,90" in answer.json()["error"]


def test_in_public_the_policy_is_accepted_first(post: Post, article: Article, lead: User) -> None:
    PolicyVersion.objects.create(
        number=1, source="Be kind.", published_by=lead, published_at=article.live.created_at
    )
    answer = _reply(post, article, channel="social")
    assert answer.status_code == 422
    assert answer.json()["url"] == "/replies/policy/"
    assert not ReplyRecord.objects.exists()


def test_where_a_spokesperson_speaks_the_words_wait_in_a_tray_and_in_no_address(
    post: Post,
    article: Article,
    contact: User,
    expert: User,
    client_of: ClientOf,
) -> None:
    name_spokesperson(area=article.areas.get(), person=expert, by=expert)
    collecting = open_tray(person=contact, profile=_row("email"), language="en")
    answers = [
        _reply(post, article, channel="social", text="Unplug it, Jane.", case="HAL-1")
        for _press in range(2)
    ]
    assert {one.status_code for one in answers} == {422}
    url = answers[0].json()["url"]
    assert answers[1].json()["url"] == url
    assert "Jane" not in url
    tray = Tray.objects.exclude(pk=collecting.pk).get()
    assert (tray.draft, tray.reference, tray.is_current) == ("Unplug it, Jane.", "HAL-1", False)
    assert tray.passages.get().revision == article.live
    collecting.refresh_from_db()
    assert collecting.is_current
    form = client_of(contact).get(url).context["form"]
    assert form.initial["draft"] == "Unplug it, Jane."
    assert form.initial["area"] == article.areas.get().slug
    assert not ReplyRecord.objects.exists()


def test_without_javascript_the_customers_words_are_sent_and_stand_in_no_address(
    contact: User, article: Article
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(contact)
    page = client.get("/panel/")
    assert '<form class="panel__ask" method="post"' in page.content.decode()
    given = {"text": "orange light box", "case": "HAL-1", "profile": _profile("chat")}
    assert client.post("/panel/", given).status_code == 403
    given["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
    answer = client.post("/panel/", given)
    assert "thirty seconds" in answer.content.decode()
    assert 'value="HAL-1"' in answer.content.decode()
    assert answer.context["chosen"].channel == "chat"


def test_one_person_sends_so_many_replies_a_minute_and_no_more(
    post: Post, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.replies.views.panel_parts.MOST_A_MINUTE", 2)
    monkeypatch.setattr("knowledge.replies.pace.time.time", lambda: 60_000.0)
    answers = [_reply(post, article) for _press in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert "nothing is lost" in answers[-1].json()["error"]
    assert ReplyRecord.objects.count() == 2


def test_the_key_for_any_page_sends_the_words_where_no_log_reads_them(
    contact: User, client_of: ClientOf
) -> None:
    page = client_of(contact).get("/panel/bookmarklet/")
    code = page.context["bookmarklet"]
    assert code.startswith("javascript:")
    assert "/panel/#text=" in code
    assert "tickets.example" in page.content.decode()


def test_watched_names_are_no_snippets_where_policy_blocks_them(
    post: Post, article: Article, lead: User
) -> None:
    WatchedName.objects.create(
        name="thirty seconds", folded="thirty seconds", added_by=lead, added_at=timezone.now()
    )
    block(LintRule.Kind.NAME, lead)
    assert "Unplug" not in post("found", text="orange light box").content.decode()


def test_a_company_that_retired_every_channel_still_gets_the_words(
    post: Post, article: Article
) -> None:
    ChannelProfile.objects.update(retired_at=timezone.now())
    assert "thirty seconds" in post("found", text="orange light box").content.decode()
    assert "thirty seconds" in post("together", name=[_name(article)]).json()["plain"]


def test_more_answers_cost_no_more_queries(
    post: Post, expert: User, assert_same_queries: Callable[..., None]
) -> None:
    def grow(count: int) -> None:
        for _one in range(count):
            make_article("Orange light", owner=expert, body=BODY)
        follow()

    assert_same_queries(lambda: post("found", text="orange light box"), grow)
