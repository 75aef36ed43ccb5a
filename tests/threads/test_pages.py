"""The page of a thread: what each person sees of it, and what can be done there."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.notifications.models import Notification
from knowledge.threads.actions.answering import (
    accept_answer,
    give_answer,
    say_line,
    withdraw_answer,
)
from knowledge.threads.actions.claiming import claim_thread
from knowledge.threads.actions.presence import note_answering
from knowledge.threads.actions.states import ask_for_info, mark_duplicate
from knowledge.threads.models import Answer, CustomerLine, State, Thread
from tests.conftest import ClientOf
from tests.factories import make_answer, make_area, make_person, make_thread, restrict_area

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]
CUSTOMER = "/// customer\nHold it for ten seconds.\n///\n\nLot 24-B needs a new box."


def _page(browser: Client, thread: Thread) -> str:
    response = browser.get(thread.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def _at(name: str, thread: Thread, *more: object) -> str:
    return reverse(f"threads:{name}", args=[thread.pk, *more])


def _live(browser: Client, thread: Thread, **query: str | int) -> int:
    return browser.get(_at("live", thread), query).status_code


def test_opening_it_by_a_mails_link_reads_what_the_inbox_says_of_it_and_of_nothing_else(
    question: Thread, contact: User, expert: User, client_of: ClientOf
) -> None:
    other = make_thread("Another one?", asker=contact)
    for thread in (question, other):
        give_answer(thread=thread, by=expert, body="So.")
    _page(client_of(contact), question)
    unread = Notification.objects.filter(person=contact, read_at=None)
    assert {line.subject_id for line in unread} == {other.pk}
    contact.refresh_from_db()
    assert contact.unread_notifications == unread.count()


def test_the_page_says_what_is_asked_by_whom_and_what_was_tried(
    contact: User, boxes: Area, client_of: ClientOf
) -> None:
    thread = make_thread(
        "Why does it hum?",
        asker=contact,
        area=boxes,
        customer_words="It hums at night.",
        tried="Restarted **twice**.",
    )
    html = _page(client_of(contact), thread)
    for said in ("Why does it hum?", contact.display_name, "It hums at night.", "<strong>twice"):
        assert said in html


def test_the_holding_sentence_can_be_copied(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    line = say_line(thread=question, by=expert, kind="holding", words="We look into it.")
    browser = client_of(contact)
    assert "We look into it." in _page(browser, question)
    url = _at("line_copy", question, line.pk)
    assert browser.post(url, HTTP_ACCEPT="application/json").json() == {"plain": "We look into it."}
    assert "We look into it." in browser.post(url).content.decode()


def test_only_what_a_customer_may_be_told_is_copied(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    answer = make_answer(question, by=expert, body=CUSTOMER)
    tellable, internal = answer.text.passages.order_by("position")
    browser = client_of(contact)
    html = _page(browser, question)
    address = f"{reverse('replies:copy')}?answer={answer.pk}&amp;passage="
    assert f"{address}{tellable.key}" in html
    assert f"{address}{internal.key}" not in html
    copied = browser.post(
        f"{reverse('replies:copy')}?answer={answer.pk}&passage={tellable.key}",
        HTTP_ACCEPT="application/json",
    ).json()
    assert copied["plain"] == "Hold it for ten seconds."


def test_the_accepted_answer_stands_first(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    first = make_answer(question, by=expert, body="Wait.")
    second = make_answer(question, by=expert, body="Replace it.")
    accept_answer(answer=second, by=contact)
    html = _page(client_of(contact), question)
    assert html.index(f'id="answer-{second.pk}"') < html.index(f'id="answer-{first.pk}"')


def test_a_withdrawn_answer_keeps_its_place_and_not_its_words(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    answer = make_answer(question, by=expert, body="Never mind the lot.")
    withdraw_answer(answer=answer, by=expert)
    html = _page(client_of(contact), question)
    assert "withdrew this answer" in html
    assert "Never mind the lot." not in html
    assert _at("bring_back", question, answer.pk) in _page(client_of(expert), question)


def test_duplicates_lead_to_each_other(
    contact: User, lead: User, question: Thread, boxes: Area, client_of: ClientOf
) -> None:
    other = make_thread("Does it blink?", asker=contact, area=boxes)
    mark_duplicate(thread=other, of=question, by=lead)
    browser = client_of(contact)
    assert question.get_absolute_url() in _page(browser, other)
    assert other.get_absolute_url() in _page(browser, question)


def test_a_duplicate_in_a_closed_area_is_named_to_nobody_outside(
    lead: User, team: Team, question: Thread, client_of: ClientOf
) -> None:
    closed = make_area("Zephyr")
    other = make_thread("What of Zephyr?", asker=question.asker, area=closed)
    mark_duplicate(thread=other, of=question, by=lead)
    restrict_area(closed, team)
    assert "Zephyr" not in _page(client_of(make_person()), question)


def test_a_thread_in_an_area_that_was_closed_is_gone(
    outsider: User, team: Team, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(outsider)
    assert _live(browser, question, version=question.version, who="") == 204
    restrict_area(question.area, team)
    assert browser.get(question.get_absolute_url()).status_code == 404
    assert _live(browser, question, version=question.version, who="") == 404


def test_who_left_keeps_their_answer_under_their_name(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    make_answer(question, by=expert, body="Wait.")
    User.objects.filter(pk=expert.pk).update(is_active=False, deactivated_at=question.asked_at)
    html = _page(client_of(contact), question)
    assert expert.display_name in html
    assert "Wait." in html


def test_what_happened_is_told_by_names(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    claim_thread(thread=question, by=expert)
    html = client_of(contact).get(_at("record", question)).content.decode()
    assert expert.display_name in html


def test_a_page_with_many_answers_costs_the_same_queries(
    contact: User, question: Thread, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    browser = client_of(contact)

    def grow(n: int) -> None:
        for _number in range(n):
            by = make_person(roles=["expert"])
            answer = make_answer(question, by=by, is_partial=True, body=CUSTOMER)
            browser.post(_at("comment_answer", question, answer.pk), {"source": "Thanks."})
            browser.post(_at("comment", question), {"source": "Which box?"})
            browser.post(_at("helped", question, answer.pk))
        _page(browser, question)  # which reads what the inbox says of it

    assert_same_queries(lambda: browser.get(question.get_absolute_url()), grow)
    assert_same_queries(lambda: browser.get(_at("record", question)), grow)


def test_nothing_is_sent_while_nothing_changed(
    contact: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(contact)
    assert _live(browser, question, version=question.version, who="") == 204
    assert _live(browser, question, version="x", who="y") == 200


def test_a_new_answer_and_who_is_answering_are_sent(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(contact)
    note_answering(thread=question, by=expert)
    response = browser.get(_at("live", question), {"version": question.version, "who": ""})
    assert f"{expert.display_name} is answering" in response.content.decode()
    who = str(expert.pk)
    assert _live(browser, question, version=question.version, who=who) == 204
    give_answer(thread=question, by=expert, body="Hold it.")
    response = browser.get(_at("live", question), {"version": question.version, "who": who})
    assert "Hold it." in response.content.decode()
    assert 'name="body"' not in response.content.decode()


def test_one_is_not_told_that_one_answers_oneself(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(expert)
    assert browser.post(_at("answering", question)).status_code == 204
    assert "is answering" not in _page(browser, question)


def test_claiming_leads_to_the_editor_of_the_answer(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(expert)
    response = browser.post(_at("claim", question))
    assert response["Location"] == f"{question.get_absolute_url()}?answer=1"
    html = browser.get(response["Location"]).content.decode()
    assert "You have it" in html
    assert " autofocus" in html
    question.refresh_from_db()
    assert question.state == State.CLAIMED


def test_who_comes_second_is_told_who_has_it(
    expert: User, lead: User, question: Thread, client_of: ClientOf
) -> None:
    claim_thread(thread=question, by=expert)
    html = client_of(lead).post(_at("claim", question), follow=True).content.decode()
    assert f"{expert.display_name} has it already." in html


def test_passing_on_needs_a_word_and_goes_back_to_where_one_was(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(expert)
    claim_thread(thread=question, by=expert)
    refused = browser.post(_at("pass", question), {"pass-word": ""})
    assert refused.status_code == 422
    assert "Say in a word why you pass it on." in refused.content.decode()
    word = {"pass-word": "Ask the network", "next": "/"}
    assert browser.post(_at("pass", question), word)["Location"] == "/"
    elsewhere = browser.post(_at("pass", question), word | {"next": "https://evil.example/"})
    assert elsewhere["Location"] == question.get_absolute_url()


def test_an_answer_is_given_and_an_empty_one_is_not(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(expert)
    assert browser.post(_at("answer", question), {"body": "  "}).status_code == 422
    response = browser.post(_at("answer", question), {"body": "Hold it.", "for_customer": "on"})
    answer = Answer.objects.get()
    assert response["Location"] == answer.get_absolute_url()
    assert answer.text.passages.get().audience == "customer"


def test_an_answer_that_is_too_large_loses_nothing(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    body = "Hold it. " * 60_000
    response = client_of(expert).post(_at("answer", question), {"body": body})
    assert response.status_code == 422
    assert "Hold it. Hold it." in response.content.decode()
    assert not Answer.objects.exists()


def test_an_answer_to_what_was_closed_meanwhile_loses_nothing(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    client_of(contact).post(_at("close", question), {"close-reason": "not_needed"})
    response = client_of(expert).post(_at("answer", question), {"body": "Hold it for ten."})
    assert response.status_code == 422
    assert "Hold it for ten." in response.content.decode()


def test_a_correction_keeps_what_was_said_and_tells_who_was_faster(
    expert: User, lead: User, question: Thread, client_of: ClientOf
) -> None:
    answer = make_answer(question, by=expert, body="Wait ten seconds.")
    url = _at("correct", question, answer.pk)
    theirs = client_of(lead).post(url, {"body": "Wait a minute.", "version": 1, "note": "Longer"})
    assert theirs.status_code == 303
    mine = client_of(expert).post(url, {"body": "Wait two minutes.", "version": 1})
    html = mine.content.decode()
    assert mine.status_code == 422
    assert f"{lead.display_name} changed it meanwhile." in html
    assert "Wait two minutes." in html
    again = client_of(expert).post(url, {"body": "Wait two minutes.", "version": 2})
    assert again.status_code == 303
    history = client_of(expert).get(_at("answer_history", question, answer.pk)).content.decode()
    for said in ("Wait ten seconds.", "Wait a minute.", "Wait two minutes.", "Longer"):
        assert said in history


def test_the_asker_is_asked_and_answers_on_the_page(
    contact: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    ask_for_info(thread=question, by=expert, word="Which colour?")
    browser = client_of(contact)
    html = _page(browser, question)
    assert "Which colour?" in html
    assert "Your turn" in html
    empty = browser.post(_at("give_info", question), {"give-info-word": ""})
    assert empty.status_code == 422
    browser.post(_at("give_info", question), {"give-info-word": "Orange"})
    assert "Orange" in _page(client_of(expert), question)
    late = browser.post(_at("give_info", question), {"give-info-word": "Red"}, follow=True)
    assert "Somebody was faster" in late.content.decode()


def test_a_refused_form_comes_back_with_its_words_and_a_reason(
    lead: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(lead)
    for name, data, said in [
        ("close", {"close-word": "No longer"}, "Say why it is closed."),
        ("duplicate", {"duplicate-of": "No such thing"}, "No such thing"),
        ("duplicate", {"duplicate-of": str(question.pk)}, "That is this question"),
        ("merge", {"merge-of": "99999"}, "99999"),
        ("move", {"move-area": "nowhere", "move-word": "Not here"}, "Not here"),
    ]:
        response = browser.post(_at(name, question), data)
        assert response.status_code == 422, name
        assert said in response.content.decode(), name


def test_another_question_is_found_by_some_of_its_words(
    lead: User, team: Team, question: Thread, client_of: ClientOf
) -> None:
    closed = make_area("Zephyr")
    other = make_thread("Does the lamp blink?", asker=question.asker, area=question.area)
    hidden = make_thread("Does Zephyr blink?", asker=question.asker, area=closed)
    restrict_area(closed, team)
    seen = client_of(lead).get(_at("pick", question), {"duplicate-of": "blink"}).content.decode()
    assert f'value="{other.pk}"' in seen
    assert f'value="{question.pk}"' not in seen
    unseen = (
        client_of(make_person()).get(_at("pick", question), {"merge-of": "blink"}).content.decode()
    )
    assert f'value="{hidden.pk}"' not in unseen


def test_a_question_is_split_with_its_answers(
    lead: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    stays = make_answer(question, by=expert, body="Wait.", is_partial=True)
    goes = make_answer(question, by=expert, body="The bill is right.", is_partial=True)
    response = client_of(lead).post(
        _at("split", question), {"title": "Is the bill right?", "answers": [goes.pk]}
    )
    made = Thread.objects.get(split_from=question)
    assert response["Location"] == made.get_absolute_url()
    assert list(made.answers.all()) == [goes]
    assert list(question.answers.all()) == [stays]


def test_an_answered_question_becomes_a_draft_in_one_action(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    make_answer(question, by=expert, body="Hold it.")
    browser = client_of(expert)
    assert "Make it an article" in _page(browser, question)
    response = browser.post(_at("draft", question))
    question.refresh_from_db()
    assert question.draft is not None
    assert response["Location"] == question.draft.get_absolute_url()


def test_the_helped_say_so_and_take_it_back(
    colleague: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    answer = make_answer(question, by=expert)
    browser = client_of(colleague)
    browser.post(_at("helped", question, answer.pk))
    assert "helped 1 person" in _page(browser, question)
    assert Notification.objects.filter(person=expert, kind="helped").count() == 1
    browser.post(_at("unhelped", question, answer.pk))
    assert "helped 1 person" not in _page(browser, question)


def test_a_line_of_an_unknown_kind_is_no_line(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    client_of(expert).post(_at("line", question), {"holding-kind": "x", "holding-words": "Hm"})
    assert not CustomerLine.objects.exists()
