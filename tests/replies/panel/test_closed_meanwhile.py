"""Between putting a reply together and sending it, what it is made of may be closed: then it stays here."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.sensitive import mark_sensitive
from knowledge.replies.actions.variants import write_variant
from knowledge.replies.models import ReplyRecord
from knowledge.threads.models import Answer
from tests.factories import make_answer, make_team, make_thread, make_topic, restrict_area
from tests.replies.changing import change
from tests.replies.panel.conftest import BODY, Post

OPEN = "/// customer\nUnplug the box for **thirty seconds**.\n///"
INSIDE = BODY.replace("/// customer", "/// partner", 1)
OTHER = BODY.replace("thirty", "sixty")


def _archive(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(archived_at=timezone.now())


def _make_delicate(article: Article) -> None:
    topic = make_topic("Safety")
    article.topics.add(topic)
    mark_sensitive(topic=topic, by=article.owner, reason="Be careful.")


def _close_area(article: Article) -> None:
    restrict_area(article.areas.get(), make_team("Others"))


CLOSED: dict[str, Callable[[Article], object]] = {
    "narrowed": lambda article: change(article, "minor", INSIDE),
    "corrected": lambda article: change(article, "major", OTHER),
    "taken out": lambda article: change(article, "major", "Write lot 24-B on the form."),
    "archived": _archive,
    "delicate": _make_delicate,
    "closed to the person": _close_area,
}


def _name(article: Article) -> str:
    return f"a.{article.slug}.{article.live.text.passages.get(audience='customer').key}"


@pytest.mark.parametrize("how", CLOSED)
def test_what_was_closed_after_it_was_put_together_does_not_leave(
    how: str, post: Post, article: Article
) -> None:
    made = post("together", name=[_name(article)]).json()
    given = {"sealed": made["sealed"], "text": made["plain"], "composed": made["plain"]}
    key = str(uuid4())
    sent = post("reply", **given, key=key)
    assert sent.status_code == 200
    CLOSED[how](article)
    refused = post("reply", **given, key=str(uuid4()))
    assert refused.status_code == 422
    assert "search again" in refused.json()["error"]
    assert "plain" not in refused.json()
    assert post("reply", **given, key=key).json()["record"] == sent.json()["record"]
    assert ReplyRecord.objects.count() == 1


def test_experts_words_that_were_withdrawn_do_not_leave(
    post: Post, article: Article, expert: User
) -> None:
    write_variant(
        article=article, revision=article.live, by=expert, channel="email", language="en",
        words="Off and on again.",
    )  # fmt: skip
    made = post("together", name=[_name(article)]).json()
    assert "Off and on" in made["plain"]
    given = {"sealed": made["sealed"], "text": made["plain"]}
    assert post("reply", **given, key=str(uuid4())).status_code == 200
    change(article, "major", OTHER)
    assert post("reply", **given, key=str(uuid4())).status_code == 422


def test_an_answer_that_was_withdrawn_does_not_leave(post: Post, expert: User) -> None:
    answer = make_answer(make_thread(), by=expert, body=OPEN)
    name = f"n.{answer.pk}.{answer.text.passages.get().key}"
    made = post("together", name=[name]).json()
    given = {"sealed": made["sealed"], "text": made["plain"]}
    assert post("reply", **given, key=str(uuid4())).status_code == 200
    Answer.objects.filter(pk=answer.pk).update(withdrawn_at=timezone.now(), withdrawn_by=expert)
    assert post("reply", **given, key=str(uuid4())).status_code == 422
