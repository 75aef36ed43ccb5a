"""The panel and the person's trays: what is collected in one is in the other, for the case it is for."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.policy import publish_policy
from knowledge.replies.actions.spokespersons import name_spokesperson
from knowledge.replies.actions.trays import collect, open_tray, set_aside
from knowledge.replies.models import ChannelProfile, PassageEdit, ReplyRecord, Tray
from knowledge.search import searchlog
from knowledge.search.models import SearchLog
from tests.conftest import ClientOf
from tests.factories import make_answer, make_article, make_team, make_thread, restrict_area
from tests.replies.changing import change
from tests.replies.panel.conftest import BODY, Post, token_in

WORDS = "Hello,\n\nUnplug the box for thirty seconds."


def _name(article: Article, audience: str = "customer") -> str:
    return f"a.{article.slug}.{article.live.text.passages.get(audience=audience).key}"


def _row(channel: str) -> ChannelProfile:
    return ChannelProfile.objects.get(channel=channel)


def _tray(answer: Any) -> Tray | None:
    shown = answer.context["shown"]
    return shown.tray if shown else None


def _finish(post: Post, tray: Tray | None, **fields: Any) -> Any:
    assert tray
    return post("finish", **{"tray": tray.pk, "key": str(uuid4()), "text": ""} | fields)


def test_what_is_collected_in_the_panel_lies_in_the_tray_of_every_page_and_survives_sign_out(
    post: Post, article: Article, contact: User, client_of: ClientOf
) -> None:
    facts = {"case": "HAL-7", "profile": _row("chat").pk, "language": "fr"}
    tray = _tray(post("collect", name=[_name(article)], **facts))
    assert tray
    assert (tray.person, tray.reference, tray.language) == (contact, "HAL-7", "fr")
    assert (tray.profile.channel, tray.is_current) == ("chat", True)
    client = client_of(contact)
    assert "Orange light" in client.get("/help/").content.decode().partition('class="tray"')[2]
    client.post("/accounts/logout/")
    later = client_of(contact)
    page = later.get("/panel/")
    assert _tray(page) == tray
    assert page.context["case"].reference == "HAL-7"
    assert (page.context["chosen"], page.context["spoken"]) == (tray.profile, "fr")
    headers = {"Authorization": f"Panel {token_in(later)}"}
    answer = Client().post("/panel/found/", {"case": "HAL-7"}, headers=headers)
    assert answer.context["shown"].names == (_name(article),)


def test_the_same_key_collects_and_takes_out(post: Post, article: Article, expert: User) -> None:
    answered = make_answer(make_thread(), by=expert, body="/// customer\nWrite first.\n///")
    names = [_name(article), f"n.{answered.pk}.{answered.text.passages.get().key}"]
    tray = _tray(post("collect", name=names[:1]))
    assert tray
    for _press in range(2):
        both = post("collect", name=names[1:], tray=tray.pk)
    assert both.context["shown"].names == tuple(names)
    left = post("collect", name=names[:1], tray=tray.pk, act="out")
    assert left.context["shown"].names == (names[1],)
    post("collect", name=names[1:], tray=tray.pk, act="out")
    emptied = post("collect", tray=tray.pk)
    assert (_tray(emptied), emptied.context["shown"].count) == (tray, 0)
    assert _tray(post("collect", name=names[:1], tray=tray.pk)) == tray


def test_each_customer_has_a_tray_of_their_own(post: Post, article: Article, contact: User) -> None:
    """By the case; without one, words alone never go into what somebody is filling already."""
    name = [_name(article)]
    desk = collect(person=contact, article=article, passage_key=name[0].rpartition(".")[2])
    assert _tray(post("found", text="orange light")) is None
    first = _tray(post("collect", name=name, case="HAL-1", text="orange light"))
    other = _tray(post("collect", name=name, case="HAL-2", tray=first and first.pk))
    nobody = _tray(post("collect", name=name, text="orange box"))
    assert len({desk, first, other, nobody}) == Tray.objects.count() == 4
    assert _tray(post("desk", case="HAL-1")) == first
    assert list(Tray.objects.filter(is_current=True)) == [nobody]
    assert _tray(post("collect", name=name, case="HAL-1")) == first
    assert list(Tray.objects.filter(is_current=True)) == [first]
    assert nobody
    named = _tray(post("compose", case="HAL-3", tray=nobody.pk) and post("found", case="HAL-3"))
    assert named == nobody


def test_a_tray_is_written_kept_finished_once_and_gone_from_the_panel(
    post: Post, article: Article, contact: User
) -> None:
    search = post("found", text="orange light").context["search"]
    searchlog.flush()
    facts = {"profile": _row("email").pk, "case": "HAL-1"}
    tray = _tray(post("collect", name=[_name(article)], search=str(search), **facts))
    assert tray
    made = post("compose", tray=tray.pk, **facts).json()
    assert made["plain"].startswith(WORDS)
    typed = made["plain"].replace("seconds.", "seconds. Then wait.")
    kept = post("compose", tray=tray.pk, text=typed.replace("\n", "\r\n"), **facts).json()
    assert kept["length"] == made["length"] + len(" Then wait.")
    assert post("compose", tray=tray.pk, **facts).json()["plain"] == typed
    assert post("compose", tray=tray.pk, act="drop", **facts).json() == made
    assert "no words" in _finish(post, tray, **facts).json()["error"]
    key = str(uuid4())
    answers = [_finish(post, tray, text=typed, key=key, **facts).json() for _press in "ab"]
    assert answers[0] == answers[1]
    assert answers[0]["plain"] == typed
    assert (answers[0]["case"], answers[0]["channel"]) == ("HAL-1", "email")
    record = ReplyRecord.objects.get()
    assert (record.way, record.tray, record.person) == ("panel", tray, contact)
    assert (record.reference, record.is_edited) == ("HAL-1", True)
    assert PassageEdit.objects.get().after == "Then wait."
    assert SearchLog.objects.get().outcome == "copied"
    assert SearchLog.objects.get().source == "panel"
    assert _tray(post("found", tray=tray.pk, case="HAL-1")) is None
    tray.refresh_from_db()
    assert tray.done_at


def test_told_needs_no_words_for_a_tray_and_for_one_answer(post: Post, article: Article) -> None:
    tray = _tray(post("collect", name=[_name(article)]))
    assert _finish(post, tray, way="told").status_code == 200
    made = post("together", name=[_name(article)]).json()
    given = {"sealed": made["sealed"], "key": str(uuid4()), "way": "told", "case": "HAL-1"}
    assert post("reply", **given).status_code == 200
    rows = ReplyRecord.objects.order_by("pk").values_list("way", "fingerprint", "reference")
    assert list(rows) == [("told", "", ""), ("told", "", "HAL-1")]


def test_a_complaint_is_flagged_where_the_desk_flags_it(post: Post, article: Article) -> None:
    answer = post("collect", name=[_name(article)], case="HAL-1")
    tray = _tray(answer)
    assert tray
    assert f'href="/replies/complaints/new/?tray={tray.pk}"' in answer.content.decode()
    Tray.objects.update(is_complaint=True)
    page = post("collect", tray=tray.pk).content.decode()
    assert "Complaint</" in page
    assert "/complaints/new/" not in page


def test_setting_aside_keeps_it_for_later(post: Post, article: Article) -> None:
    tray = _tray(post("collect", name=[_name(article)]))
    assert tray
    assert _tray(post("aside", tray=tray.pk)) is None
    tray.refresh_from_db()
    assert (tray.is_current, tray.done_at) == (False, None)


def test_nothing_that_the_person_may_not_tell_enters_or_leaves(
    post: Post, article: Article, contact: User, colleague: User, expert: User
) -> None:
    closed = make_article("Closed", owner=expert, body=BODY, areas=[article.areas.get()])
    tray = _tray(post("collect", name=[_name(article)]))
    theirs = open_tray(person=colleague, profile=_row("email"), language="en", reference="HAL-9")
    key = _name(article).rpartition(".")[2]
    theirs = collect(person=colleague, article=article, passage_key=key)
    assert tray
    inside = post("collect", name=[_name(article, "internal")], tray=tray.pk)
    assert "stays in the house" in inside.json()["error"]
    restrict_area(closed.areas.get(), make_team("Others"))
    refused = [_name(closed), _name(article, "internal"), "a.nothing.x", "n.99.x", "zzz", "a.x\0.y"]
    for name in refused:
        answer = post("collect", name=[name], tray=tray.pk, text="x")
        assert answer.status_code == 422, name
        assert answer.json()["error"]
    assert post("compose", tray=tray.pk).status_code == 422
    assert _finish(post, tray).status_code == 422
    assert _tray(post("found", case="HAL-9")) is None
    for part in ("compose", "finish", "collect", "aside"):
        answer = post(part, tray=theirs.pk, key=str(uuid4()))
        assert "Unplug" not in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.is_current
    assert not ReplyRecord.objects.exists()


def test_words_corrected_since_do_not_leave_and_the_way_out_is_the_tray(
    post: Post, article: Article
) -> None:
    tray = _tray(post("collect", name=[_name(article)]))
    assert tray
    made = post("compose", tray=tray.pk).json()
    change(article, "major", BODY.replace("thirty", "sixty"))
    refused = _finish(post, tray, text=made["plain"])
    assert refused.status_code == 422
    assert refused.json()["url"] == tray.get_absolute_url()
    assert "sixty" in post("compose", tray=tray.pk).json()["plain"]


def test_in_public_the_policy_and_the_spokesperson_come_first_and_the_words_wait(
    post: Post, article: Article, administrator: User, expert: User, contact: User
) -> None:
    social = {"profile": _row("social").pk}
    tray = _tray(post("collect", name=[_name(article)], **social))
    name_spokesperson(area=article.areas.get(), person=expert, by=expert)
    answer = _finish(post, tray, text="Unplug it, please.", **social).json()
    assert answer["url"].startswith(f"/replies/hand-over/?tray={tray and tray.pk}")
    assert Tray.objects.get().draft == "Unplug it, please."
    publish_policy(by=administrator, source="Be kind.", source_fr="", note="", after=0)
    assert _finish(post, tray, text="Unplug it.", **social).json()["url"] == "/replies/policy/"
    assert not ReplyRecord.objects.exists()


@pytest.mark.parametrize(
    ("part", "fields", "said"),
    [
        ("collect", {"case": "06 12 34 56 78"}, "telephone number"),
        ("finish", {"tray": "x"}, "Reload"),
        ("finish", {"key": "x"}, "Reload"),
        ("compose", {"tray": "99"}, "changed meanwhile"),
    ],
)
def test_nonsense_is_answered_and_writes_nothing(
    part: str, fields: dict[str, Any], said: str, post: Post, article: Article
) -> None:
    answer = post(part, **{"name": [_name(article)], "tray": "", "key": str(uuid4())} | fields)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert not Tray.objects.exists()


def test_a_company_without_channels_collects_nothing_and_is_told_why(
    post: Post, article: Article
) -> None:
    ChannelProfile.objects.update(retired_at="2026-01-01T00:00Z")
    answer = post("collect", name=[_name(article)])
    assert answer.status_code == 422
    assert "administrator" in answer.json()["error"]


def test_one_person_finishes_so_many_replies_a_minute(
    post: Post, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.replies.views.panel_parts.MOST_A_MINUTE", 1)
    monkeypatch.setattr("knowledge.replies.pace.time.time", lambda: 60_000.0)
    tray = _tray(post("collect", name=[_name(article)]))
    assert [_finish(post, tray, text="Unplug it.").status_code for _press in "ab"] == [200, 429]


def test_more_passages_cost_no_more_queries(
    post: Post, expert: User, article: Article, assert_same_queries: Callable[..., None]
) -> None:
    tray = _tray(post("collect", name=[_name(article)]))
    assert tray

    def grow(count: int) -> None:
        for _one in range(count):
            made = make_article("Orange light", owner=expert, body=BODY)
            post("collect", name=[_name(made)], tray=tray.pk)

    assert_same_queries(lambda: post("collect", tray=tray.pk), grow)


def test_a_tray_set_aside_on_the_desk_is_still_that_of_its_case(
    post: Post, article: Article, contact: User
) -> None:
    tray = open_tray(person=contact, profile=_row("email"), language="en", reference="HAL-1")
    key = _name(article).rpartition(".")[2]
    collect(person=contact, article=article, passage_key=key)
    set_aside(tray=tray)
    assert _tray(post("desk", case="HAL-1", text="orange light")) == tray
    assert _tray(post("desk")) is None
