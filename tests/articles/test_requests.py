"""Asking for an article that is missing, and what becomes of it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.articles.actions import (
    answer_request,
    claim_request,
    decline_request,
    discard_draft,
    join_request,
    leave_request,
    move_request,
    publish_article,
    release_request,
    request_article,
    requests,
    start_requested_draft,
)
from knowledge.articles.errors import AlreadyClaimed, AlreadyDecided
from knowledge.articles.models import WritingRequest
from knowledge.articles.queries.requests import (
    NOTE_LENGTH,
    WORDS_LENGTH,
    fold_words,
    split_words,
    who_is_told,
)
from knowledge.articles.words import Settings, Words
from knowledge.notifications.models import Notification
from tests.articles.asking import WORDS, ask_for, told
from tests.factories import make_area, make_article, make_person, make_team, restrict_area

State = WritingRequest.State


@pytest.fixture
def area(lead: User) -> Area:
    return Area.objects.get(name="Broadband")


@pytest.fixture
def request_(contact: User, area: Area) -> WritingRequest:
    return ask_for(by=contact, area=area, note="Since the storm")


# Asking


def test_a_request_keeps_the_words_as_typed_and_tells_the_areas_lead_once(
    contact: User, lead: User, area: Area
) -> None:
    request = ask_for("  My  Box blinks ORANGE? ", by=contact, area=area, note="Since the storm")
    assert (request.words, request.language) == ("My Box blinks ORANGE?", "en")
    assert list(request.people.all()) == [contact]
    line = Notification.objects.get(person=lead)
    assert (line.kind, line.title, line.word) == ("request", request.words, "Since the storm")
    assert line.url == request.get_absolute_url()


def test_asking_twice_is_asking_once(contact: User, lead: User, area: Area) -> None:
    first = ask_for(by=contact, area=area, note="Since the storm")
    again = ask_for("MY BOX blinks orange !", by=contact, area=area, note="Since the storm")
    assert again == first
    assert first.people.count() == 1
    assert told(lead) == ["request"]


def test_whoever_asks_the_same_joins_those_who_wait(
    request_: WritingRequest, colleague: User, contact: User, lead: User
) -> None:
    assert ask_for(by=colleague) == request_
    assert set(request_.people.all()) == {contact, colleague}
    assert told(lead) == ["request"]


def test_a_note_that_adds_something_reaches_the_lead(
    request_: WritingRequest, colleague: User, lead: User, area: Area
) -> None:
    ask_for(by=colleague, area=area, note="Only the white box")
    request_.refresh_from_db()
    assert request_.note == "Since the storm\n\nOnly the white box"
    assert Notification.objects.filter(person=lead).latest("pk").word == "Only the white box"


def test_a_note_that_no_longer_fits_is_refused_and_not_cut(
    request_: WritingRequest, colleague: User, area: Area
) -> None:
    ask_for(by=colleague, area=area, note="x" * (NOTE_LENGTH - 100))
    with pytest.raises(ValidationError, match="81 characters"):
        ask_for(by=colleague, area=area, note="y" * 200)


def test_a_request_without_an_area_takes_the_one_that_the_next_person_names(
    contact: User, colleague: User, lead: User, area: Area
) -> None:
    open_to_all = ask_for(by=contact)
    assert ask_for(by=colleague, area=area) == open_to_all
    open_to_all.refresh_from_db()
    assert open_to_all.area == area
    assert told(lead) == ["request", "request"]


def test_the_same_words_in_two_areas_are_two_requests(area: Area) -> None:
    assert ask_for(area=area) != ask_for(area=make_area("Energy"))
    assert WritingRequest.objects.count() == 2


def test_what_was_declined_may_be_asked_for_again(request_: WritingRequest, lead: User) -> None:
    decline_request(request=request_, by=lead, word="It is on the box")
    assert ask_for(area=request_.area) != request_


def test_an_answered_request_is_no_longer_joined(
    request_: WritingRequest, lead: User, colleague: User
) -> None:
    answer_request(request=request_, by=lead, article=make_article())
    with pytest.raises(AlreadyDecided):
        join_request(request=request_, person=colleague)


def test_two_people_who_ask_in_the_same_instant_wait_together(
    request_: WritingRequest, colleague: User, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second looked before the first was written: the database says so, and they join."""
    looks = iter([None, request_])
    monkeypatch.setattr(requests, "open_request_like", lambda *_asked: next(looks))
    assert ask_for(by=colleague, area=area) == request_
    assert request_.people.contains(colleague)
    looks = iter([None, None])
    with pytest.raises(ValidationError, match="search again"):
        ask_for(by=colleague, area=area)


def test_nobody_is_left_waiting_for_what_was_answered_in_the_same_instant(
    request_: WritingRequest, lead: User, colleague: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked up while it was open, and answered before they could join."""
    monkeypatch.setattr(requests, "open_request_like", lambda *_asked: request_)
    decline_request(request=request_, by=lead, word="It is on the box")
    with pytest.raises(ValidationError, match="search again"):
        ask_for(by=colleague, area=request_.area)
    assert not request_.people.contains(colleague)


def test_the_area_that_another_request_just_took_is_not_taken_twice(
    request_: WritingRequest, colleague: User, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WritingRequest.objects.create(
        words=WORDS,
        folded_words=request_.folded_words,
        asked_by=colleague,
        created_at=timezone.now(),
    )
    monkeypatch.setattr(requests, "open_request_like", lambda *_asked: other)
    assert ask_for(by=colleague, area=area, note="Since May") == other
    other.refresh_from_db()
    assert (other.area, other.note) == (None, "Since May")
    assert other.people.contains(colleague)


def test_whoever_waits_no_longer_is_not_told(
    request_: WritingRequest, contact: User, lead: User
) -> None:
    leave_request(request=request_, person=contact)
    decline_request(request=request_, by=lead, word="No")
    assert told(contact) == []


@pytest.mark.parametrize("words", ["", "   ", "\0\0", "\u0301", "???", "x" * 501])
def test_words_that_say_nothing_or_never_end_are_refused(contact: User, words: str) -> None:
    with pytest.raises(ValidationError):
        request_article(person=contact, words=words)


def test_the_database_holds_one_open_request_for_the_same_words(
    request_: WritingRequest, contact: User, area: Area
) -> None:
    facts = {"asked_by": contact, "created_at": timezone.now(), "words": WORDS}
    for place in (area, None):
        WritingRequest.objects.filter(area=None).delete()
        if place is None:
            WritingRequest.objects.create(folded_words=request_.folded_words, **facts)
        with pytest.raises(IntegrityError), transaction.atomic():
            WritingRequest.objects.create(folded_words=request_.folded_words, area=place, **facts)


@pytest.mark.django_db
@given(st.text(max_size=3_000))
def test_anything_typed_becomes_words_that_fit(typed: str) -> None:
    words, note = split_words(User(), typed)
    assert len(words) <= WORDS_LENGTH
    assert len(note) <= NOTE_LENGTH
    assert len(fold_words(words)) <= WORDS_LENGTH
    assert "\0" not in words
    assert bool(words) == bool(typed.replace("\0", " ").split())


def test_filters_typed_into_the_search_field_are_no_words(contact: User) -> None:
    make_area("Energy")
    said = {
        "my meter area:energy hums -fan lang:en": "my meter hums",
        'says "error type:B3" area:nowhere since:2026': "says error type:B3 nowhere",
        "area:energy": "area:energy",
    }
    assert {typed: split_words(contact, typed)[0] for typed in said} == said


# Who is told


def test_without_an_area_every_lead_is_told(contact: User, lead: User) -> None:
    other = make_person(roles=["lead"])
    make_area("Energy", owners=[other])
    assert {p.pk for p in who_is_told(contact, None)} == {lead.pk, other.pk}


def test_the_lead_of_an_area_above_answers_for_an_area_without_one(
    contact: User, lead: User, area: Area
) -> None:
    assert who_is_told(contact, make_area("Boxes", parent=area)) == [lead]


def test_where_nobody_leads_the_nearest_manager_is_told(contact: User, manager: User) -> None:
    assert who_is_told(contact, make_area("Energy")) == [manager]


def test_a_manager_of_the_team_above_is_told_when_the_team_has_none(team: Team) -> None:
    chief = make_person(roles=["manager"])
    team.managers.add(chief)
    member = make_person(team=make_team("Evening shift", parent=team))
    assert who_is_told(member, None) == [chief]


def test_without_leads_and_managers_the_administrators_are_told(
    outsider: User, administrator: User
) -> None:
    assert who_is_told(outsider, None) == [administrator]


def test_nobody_is_told_of_an_area_that_is_closed_to_them(contact: User, manager: User) -> None:
    area = make_area("Energy")
    restrict_area(area, make_team("Vault"))
    assert who_is_told(contact, area) == []


# Writing


def test_a_claim_is_one_persons_until_they_release_it(
    request_: WritingRequest, expert: User, lead: User
) -> None:
    claim_request(request=request_, by=expert)
    claim_request(request=request_, by=expert)
    with pytest.raises(AlreadyClaimed):
        claim_request(request=request_, by=lead)
    release_request(request=request_)
    assert claim_request(request=request_, by=lead).writer == lead


def test_publishing_the_draft_closes_the_request_and_leads_those_who_wait_there(
    request_: WritingRequest, area: Area, expert: User, contact: User, colleague: User
) -> None:
    join_request(request=request_, person=colleague)
    draft = start_requested_draft(person=expert, request=request_, fields={})
    assert start_requested_draft(person=expert, request=request_, fields={}) == draft
    article = publish_article(
        by=expert,
        words=Words(title="Orange light", body="Wait."),
        settings=Settings(areas=(area,)),
        draft=draft,
    )
    request_.refresh_from_db()
    assert (request_.state, request_.article, request_.closed_by) == (
        State.WRITTEN,
        article,
        expert,
    )
    for person in (contact, colleague):
        line = Notification.objects.get(person=person)
        assert (line.kind, line.subject_kind, line.url, line.word) == (
            "req_done",
            "article",
            article.get_absolute_url(),
            WORDS,
        )


def test_a_publication_that_fails_leaves_the_request_as_it_was(
    request_: WritingRequest, expert: User
) -> None:
    draft = start_requested_draft(person=expert, request=request_, fields={})
    with pytest.raises(ValidationError):
        publish_article(
            by=expert,
            words=Words(title="x" * 300, body="Wait."),
            settings=Settings(),
            draft=draft,
        )
    request_.refresh_from_db()
    assert request_.state == State.CLAIMED
    assert expert.drafts.get() == draft


def test_an_article_begun_for_a_request_that_was_declined_meanwhile_is_published_alone(
    request_: WritingRequest, expert: User, lead: User
) -> None:
    draft = start_requested_draft(person=expert, request=request_, fields={})
    decline_request(request=request_, by=lead, word="Not now")
    publish_article(
        by=expert, words=Words(title="Light", body="Wait."), settings=Settings(), draft=draft
    )
    request_.refresh_from_db()
    assert request_.state == State.DECLINED
    assert request_.article is None


def test_throwing_the_draft_away_leaves_the_writing_to_others(
    request_: WritingRequest, expert: User, lead: User
) -> None:
    discard_draft(draft=start_requested_draft(person=expert, request=request_, fields={}))
    request_.refresh_from_db()
    assert (request_.state, request_.writer) == (State.OPEN, None)
    draft = start_requested_draft(person=expert, request=request_, fields={})
    release_request(request=request_)
    claim_request(request=request_, by=lead)
    discard_draft(draft=draft)
    request_.refresh_from_db()
    assert request_.writer == lead


def test_a_request_goes_on_for_those_who_may_not_read_the_answer(
    request_: WritingRequest, contact: User, outsider: User, lead: User, team: Team
) -> None:
    join_request(request=request_, person=outsider)
    vault = make_area("Vault")
    restrict_area(vault, team)
    answer_request(request=request_, by=lead, article=make_article("Secret", areas=[vault]))
    assert told(contact) == ["req_done"]
    assert told(outsider) == []
    rest = WritingRequest.objects.visible_to(outsider).get()
    assert rest != request_
    assert (rest.state, rest.words, list(rest.people.all())) == (State.OPEN, WORDS, [outsider])


def test_declining_says_why_to_those_who_wait(
    request_: WritingRequest, contact: User, lead: User
) -> None:
    decline_request(request=request_, by=lead, word=" It is printed on the box ")
    line = Notification.objects.get(person=contact)
    assert (line.kind, line.word, line.title) == ("req_no", "It is printed on the box", WORDS)
    with pytest.raises(AlreadyDecided):
        decline_request(request=request_, by=lead, word="Again")


# Moving


def test_a_request_moved_to_another_area_reaches_its_lead(
    request_: WritingRequest, lead: User
) -> None:
    other = make_person(roles=["lead"])
    area = make_area("Energy", owners=[other])
    for _press in range(2):
        move_request(request=request_, by=lead, area=area)
    request_.refresh_from_db()
    assert request_.area == area
    assert told(other) == ["request"]


def test_a_request_is_not_moved_out_of_sight(
    request_: WritingRequest, outsider: User, lead: User, team: Team
) -> None:
    join_request(request=request_, person=outsider)
    vault = make_area("Vault", owners=[lead])
    restrict_area(vault, team)
    with pytest.raises(ValidationError, match="lose sight"):
        move_request(request=request_, by=lead, area=vault)


def test_a_request_is_not_moved_onto_the_same_one(request_: WritingRequest, lead: User) -> None:
    area = make_area("Energy")
    ask_for(area=area)
    with pytest.raises(ValidationError, match="already"):
        move_request(request=request_, by=lead, area=area)
