"""The page of a thread: what each person sees of it, and what can be done there."""

from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.threads.actions.claiming import claim_thread
from knowledge.threads.models import Answer, State, Thread
from tests.conftest import ClientOf


def _page(browser: Client, thread: Thread) -> str:
    response = browser.get(thread.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def _at(name: str, thread: Thread, *more: object) -> str:
    return reverse(f"threads:{name}", args=[thread.pk, *more])


def test_the_page_says_what_is_asked_by_whom_and_what_was_tried(
    contact: User, question: Thread, client_of: ClientOf
) -> None:
    html = _page(client_of(contact), question)
    assert "Why does the light blink?" in html
    assert contact.display_name in html


def test_claiming_leads_to_the_editor_of_the_answer(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(expert)
    response = browser.post(_at("claim", question))
    assert response["Location"] == f"{question.get_absolute_url()}?answer=1#write"
    html = browser.get(response["Location"]).content.decode()
    assert "You have it" in html
    assert "data-focus" in html
    question.refresh_from_db()
    assert question.state == State.CLAIMED


def test_who_comes_second_is_told_who_has_it(
    expert: User, lead: User, question: Thread, client_of: ClientOf
) -> None:
    claim_thread(thread=question, by=expert)
    html = client_of(lead).post(_at("claim", question), follow=True).content.decode()
    assert f"{expert.display_name} has it already." in html


def test_an_answer_is_given_and_kept_when_it_is_empty(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(expert)
    refused = browser.post(_at("answer", question), {"body": "  "})
    assert refused.status_code == 422
    response = browser.post(_at("answer", question), {"body": "Hold it.", "for_customer": "on"})
    answer = Answer.objects.get()
    assert response["Location"] == answer.get_absolute_url()
    html = _page(browser, question)
    assert "Hold it." in html
    assert _at("copy", question, answer.pk, answer.text.passages.get().key) in html
