"""PostgreSQL takes no NUL: what a program sends with one finds nothing, and breaks nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.trays import collect
from knowledge.replies.models import ReplyRecord, ToldFirst
from tests.conftest import ClientOf
from tests.factories import make_article

NUL = "\0"
Run = Callable[[str, Any, bool, dict[str, Any]], Any]


@pytest.fixture
def strict() -> Iterator[None]:
    """Any database here is as strict as PostgreSQL."""

    def look(run: Run, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        rows = params if many else [params]
        for row in rows or ():
            assert not any(isinstance(one, str) and NUL in one for one in row or ())
        return run(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield


@pytest.fixture
def article(expert: User) -> Article:
    return make_article(owner=expert, short_answer="Unplug it.", short_answer_audience="customer")


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("name", [f"a.box{NUL}.short", f"a.{{slug}}.sh{NUL}ort"])
def test_a_name_with_a_nul_has_no_words(
    name: str, article: Article, contact: User, client_of: ClientOf
) -> None:
    asked = {"of": name.replace("{slug}", article.slug)}
    assert client_of(contact).get(reverse("replies:texts"), asked).json()["texts"] == {}


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(("slug", "key"), [(NUL, "short"), ("", f"short{NUL}")])
def test_what_a_nul_names_is_neither_copied_nor_collected_nor_recalled(
    slug: str, key: str, article: Article, expert: User, client_of: ClientOf
) -> None:
    sent, client = {"article": slug or article.slug, "passage": key}, client_of(expert)
    for route in ("copy", "tray_collect"):
        assert client.post(reverse(f"replies:{route}"), sent).status_code == 404
    assert client.get(reverse("replies:recall_new"), sent).status_code == 404
    assert not ReplyRecord.objects.exists()


@pytest.mark.usefixtures("strict")
def test_no_sentence_stands_where_a_nul_is(administrator: User, client_of: ClientOf) -> None:
    asked = {"channel": NUL, "language": NUL}
    assert client_of(administrator).get(reverse("replies:sentences"), asked).status_code == 200


@pytest.mark.usefixtures("strict")
def test_words_with_a_nul_leave_without_it(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    tray = collect(person=contact, article=article, passage_key="short")
    client, sent = client_of(contact), {"text": f"Unplug it.{NUL} Then wait."}
    assert client.post(reverse("replies:tray_measure", args=[tray.pk]), sent).status_code == 303
    finish = reverse("replies:tray_finish", args=[tray.pk])
    answer = client.post(finish, sent, headers={"accept": "application/json"})
    assert answer.json()["plain"] == "Unplug it.  Then wait."


@pytest.mark.usefixtures("strict")
def test_what_a_customer_knew_first_is_noted_without_a_nul(
    contact: User, client_of: ClientOf
) -> None:
    sent = {"q": f"box{NUL}orange", "article": NUL, "area": NUL}
    assert client_of(contact).post(reverse("replies:told_first"), sent).status_code == 303
    row = ToldFirst.objects.get()
    assert (row.query, row.article, row.area) == ("box orange", None, None)
