"""Asking: the words of a failed search go along, the area is guessed, nothing typed is lost."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.threads.models import Thread
from knowledge.threads.queries.similar import similar_to
from tests.conftest import ClientOf
from tests.factories import make_answer, make_area, make_article, make_thread, restrict_area
from tests.search.indexing import follow

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]
ASK = "threads:ask"

pytestmark = pytest.mark.usefixtures("index_dir")


def _facts(area: Area, **more: object) -> dict[str, object]:
    return {"title": "Why does it hum?", "area": area.slug, "urgency": "today"} | more


def test_the_words_of_a_failed_search_are_the_question(
    contact: User, boxes: Area, client_of: ClientOf
) -> None:
    follow()
    browser = client_of(contact)
    found = browser.get(reverse("search:results"), {"q": 'my "box" hums & <b>'}).content.decode()
    address = f"{reverse(ASK)}?q=my+%22box%22+hums+%26+%3Cb%3E"
    assert address.replace("&", "&amp;") in found
    html = browser.get(address).content.decode()
    assert 'value="my &quot;box&quot; hums &amp; &lt;b&gt;"' in html


def test_the_area_is_guessed_from_what_was_found(contact: User, boxes: Area) -> None:
    for n in range(3):
        make_article(f"The humming box {n}", areas=[boxes], body="It hums at night.")
    make_article("Your bill", areas=[make_area("Bills")], body="It is monthly.")
    follow()
    assert similar_to(contact, "my box hums").area == boxes


def test_the_area_that_the_words_name_is_guessed_when_nothing_is_found(contact: User) -> None:
    meters = make_area("Meters", name_fr="Compteurs")
    follow()
    assert similar_to(contact, "le compteur ne répond plus").area == meters


def test_the_area_asked_in_last_is_guessed_when_nothing_else_tells(
    contact: User, boxes: Area
) -> None:
    follow()
    assert similar_to(contact, "zzz").area is None
    make_thread("Why?", asker=contact, area=boxes)
    assert similar_to(contact, "zzz").area == boxes
    Area.objects.filter(pk=boxes.pk).update(archived=True)
    assert similar_to(contact, "zzz").area is None


def test_a_closed_area_is_neither_guessed_nor_offered(
    contact: User, outsider: User, team: Team, client_of: ClientOf
) -> None:
    closed = make_area("Zephyr")
    make_article("Zephyr hums", areas=[closed], body="It hums at night.")
    follow()
    restrict_area(closed, team)
    assert similar_to(outsider, "zephyr hums").areas == []
    assert "Zephyr" not in client_of(outsider).get(reverse(ASK), {"q": "hums"}).content.decode()
    refused = client_of(outsider).post(reverse(ASK), _facts(closed))
    assert refused.status_code == 422
    assert "Why does it hum?" in refused.content.decode()
    assert not Thread.objects.exists()


def test_an_archived_area_is_refused_in_clear_words_and_loses_nothing(
    contact: User, client_of: ClientOf
) -> None:
    area = make_area("Faxes")
    Area.objects.filter(pk=area.pk).update(archived=True)
    response = client_of(contact).post(reverse(ASK), _facts(area, tried="Restarted."))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Nothing can be asked in that area any more." in html
    assert "Restarted." in html


def test_asking_keeps_everything_that_was_said(
    contact: User, boxes: Area, client_of: ClientOf
) -> None:
    other = make_area("Bills")
    response = client_of(contact).post(
        reverse(ASK),
        _facts(
            boxes,
            urgency="now",
            customer_words="It hums.",
            tried="Restarted.",
            channel="phone",
            case_reference="D-10422",
            joined=[other.slug, boxes.slug],
            failed_query="it hums",
        ),
    )
    thread = Thread.objects.get()
    assert response["Location"] == thread.get_absolute_url()
    assert thread.title == "Why does it hum?"
    assert (thread.area, list(thread.joined_areas.all())) == (boxes, [other])
    assert (thread.urgency, thread.channel) == ("now", "phone")
    assert (thread.customer_words, thread.text.source.strip()) == ("It hums.", "Restarted.")
    assert (thread.case_reference, thread.failed_query) == ("D-10422", "it hums")
    assert thread.language == "en"


def test_the_language_of_the_words_is_found(
    contact: User, boxes: Area, client_of: ClientOf
) -> None:
    client_of(contact).post(
        reverse(ASK), _facts(boxes, title="Pourquoi est-ce que la box clignote ?")
    )
    assert Thread.objects.get().language == "fr"


def test_a_question_that_is_too_long_says_what_to_do(
    contact: User, boxes: Area, client_of: ClientOf
) -> None:
    long = "why does it hum " * 700
    response = client_of(contact).post(
        reverse(ASK), _facts(boxes, title=long[:400], customer_words=long)
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert "Keep the question to 250 characters" in html
    assert long.strip()[:5000] in html


def test_a_long_search_leaves_nothing_behind(contact: User, client_of: ClientOf) -> None:
    follow()
    words = " ".join(f"word{n}" for n in range(60))
    html = client_of(contact).get(reverse(ASK), {"q": words}).content.decode()
    assert words in html


def test_what_may_answer_already_stands_beside(
    contact: User, expert: User, boxes: Area, client_of: ClientOf
) -> None:
    known = make_thread("Why does the box hum?", asker=contact, area=boxes)
    make_answer(known, by=expert, body="/// customer\nIt is the fan that hums.\n///")
    make_article("The hum of the box", areas=[boxes], body="A hum is the fan.")
    follow()
    browser = client_of(contact)
    html = browser.get(reverse("threads:similar"), {"title": "box hum"}).content.decode()
    assert known.get_absolute_url() in html
    assert "the fan" in html
    beside = {"title": "box hum", "without": known.pk}
    assert known.get_absolute_url() not in (
        browser.get(reverse("threads:similar"), beside).content.decode()
    )


def test_what_says_who_the_customer_is_is_warned_of_once(
    contact: User, boxes: Area, client_of: ClientOf
) -> None:
    browser = client_of(contact)
    words = "Call back at 06 12 34 56 78 please"
    checked = browser.post(reverse("threads:check"), {"text": words}).content.decode()
    assert "06 12 34 56 78" in checked
    facts = _facts(boxes, customer_words=words)
    warned = browser.post(reverse(ASK), facts)
    assert warned.status_code == 422
    assert words in warned.content.decode()
    seen = warned.context["form"]["seen"].value()
    assert browser.post(reverse(ASK), facts | {"seen": seen}).status_code == 303
    assert Thread.objects.get().customer_words == words


def test_a_reference_that_names_the_customer_is_refused(
    contact: User, boxes: Area, client_of: ClientOf
) -> None:
    facts = _facts(boxes, case_reference="06 12 34 56 78")
    assert client_of(contact).post(reverse(ASK), facts).status_code == 422
    assert not Thread.objects.exists()


def test_asking_costs_the_same_with_more_to_resemble(
    contact: User, expert: User, boxes: Area, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    browser = client_of(contact)

    def grow(n: int) -> None:
        for number in range(n):
            area = make_area(parent=boxes)
            thread = make_thread(f"Why does it hum, case {number}?", asker=contact, area=area)
            make_answer(thread, by=expert, body="It hums because of the fan.")
        follow()

    assert_same_queries(lambda: browser.get(reverse(ASK), {"q": "hum"}), grow)


def test_a_number_of_thousands_of_digits_is_no_question(contact: User, client_of: ClientOf) -> None:
    asked = {"title": "Why?", "without": "9" * 5_000}
    assert client_of(contact).get(reverse("threads:similar"), asked).status_code == 200


def test_a_form_that_is_sent_twice_asks_and_answers_once(
    contact: User, expert: User, boxes: Area, client_of: ClientOf
) -> None:
    asking, answering = client_of(contact), client_of(expert)
    there = {asking.post(reverse(ASK), _facts(boxes))["Location"] for _ in range(2)}
    [thread] = Thread.objects.all()
    assert there == {thread.get_absolute_url()}
    for body in ("It is the fan.", "It is the fan.", "It is the fan of the box."):
        given = answering.post(reverse("threads:answer", args=[thread.pk]), {"body": body})
        assert given.status_code == 303
    assert thread.answers.count() == 2
    assert contact.notifications.filter(kind="answer").count() == 2
    asking.post(reverse(ASK), _facts(boxes, customer_words="Another customer: it hums."))
    assert Thread.objects.count() == 2
