"""A question reaches whoever knows it and has time; who is asked, and why not the others."""

from datetime import date

import pytest
from django.utils import translation

from accounts.actions.working_time import add_away
from accounts.models import AreaOwner, Expertise, User
from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.contributions.models import AllowancePolicy
from knowledge.notifications.models import Notification
from knowledge.threads.actions import routing
from knowledge.threads.actions.answering import accept_answer, give_answer
from knowledge.threads.actions.claiming import claim_thread, pass_on
from knowledge.threads.models import Claim, ClaimOutcome, Offer, OfferOutcome, State, Thread
from knowledge.threads.queries.candidates import MOST_NAMED, field_for, read_people, sight_of
from knowledge.threads.queries.lines import CHUNK, best_experts, demand_of, judge
from knowledge.threads.queries.routing import areas_without_expert, ranking_of, why_you
from knowledge.threads.routing.eligibility import MOST_CLAIMS
from knowledge.threads.routing.line import MOST_EXPERTS
from tests.factories import make_area, make_person, make_team, make_thread, restrict_area
from tests.threads.people import DAY, HOUR, MINUTE, MONDAY, NIGHT, asked, make_expert, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def fibre(lead: User) -> Area:
    """Karim leads it."""
    return make_area("Fibre", name_fr="Fibre optique", owners=[lead])


def no_time(person: User) -> None:
    AllowancePolicy.objects.create(person=person, since=date(2026, 1, 1), lowest=0, highest=0)


def away(person: User) -> None:
    add_away(person=person, first_day=date(2026, 11, 16), last_day=date(2026, 11, 20))


def why_not(thread: Thread, person: User) -> str:
    lines = {line.person: line for line in ranking_of(thread, MONDAY).lines}
    return lines[person].why_not


def test_the_reference_is_asked_before_who_knows_it(fibre: Area) -> None:
    make_expert(fibre, level=1)
    reference = make_expert(fibre, level=3)
    make_expert(fibre, level=3, confirmed=False)
    thread = make_thread(area=fibre, at=MONDAY)
    assert asked(thread) == reference
    assert ranking_of(thread, MONDAY).eligible[0].person == reference


def test_who_knows_the_area_above_is_asked_too_and_who_knows_the_one_below_is_not(
    fibre: Area,
) -> None:
    below = make_area("Connectors", parent=fibre)
    make_expert(below, level=3)
    above = make_expert(fibre, level=1)
    assert asked(make_thread(area=fibre, at=MONDAY)) == above


def test_who_knows_a_joined_area_is_asked_too(fibre: Area) -> None:
    other = make_area("Billing")
    knows = make_expert(other)
    thread = make_thread(area=fibre, joined=[other], at=MONDAY)
    assert asked(thread) == knows


def test_accepted_answers_in_the_area_count(fibre: Area) -> None:
    make_expert(fibre)
    proven = make_expert(fibre)
    before = make_thread(area=fibre, at=MONDAY - 20 * DAY)
    answer = give_answer(
        thread=before, by=proven, body="Clean the connector.", at=MONDAY - 19 * DAY
    )
    accept_answer(answer=answer, by=before.asker, at=MONDAY - 19 * DAY)
    thread = make_thread(area=fibre, at=MONDAY)
    assert asked(thread) == proven
    offer = thread.offers.get()
    assert "answered 1 such question lately" in why_you(offer)


def test_why_you_says_it_in_a_sentence_in_the_language_of_the_reader(fibre: Area) -> None:
    make_expert(fibre, level=3)
    offer = make_thread(area=fibre, at=MONDAY).offers.get()
    offer.reasons["answers"] = 4
    assert why_you(offer) == (
        "You are the reference for Fibre, answered 4 such questions lately, and have time this week."
    )
    with translation.override("fr"):
        assert "Fibre optique" in why_you(offer)


def test_why_you_does_not_name_an_area_that_was_closed_since(fibre: Area) -> None:
    make_expert(fibre)
    offer = make_thread(area=fibre, at=MONDAY).offers.get()
    restrict_area(fibre, make_team())
    assert "Fibre" not in why_you(Offer.objects.get(pk=offer.pk))


def test_of_the_time_left_an_offer_keeps_only_whether_there_is_any(fibre: Area) -> None:
    make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    assert thread.offers.get().reasons == {
        "area": fibre.pk,
        "level": 2,
        "confirmed": True,
        "answers": 0,
        "time": True,
    }
    said = [line.why for line in ranking_of(thread, MONDAY).lines]
    assert "Masters Fibre, has time this week" in said


@pytest.mark.parametrize("urgency", ["now", "today", "week"])
def test_who_is_away_has_left_asked_it_or_may_not_see_it_is_not_asked(
    fibre: Area, urgency: str
) -> None:
    joined = make_area("Secret")
    team = make_team()
    restrict_area(joined, team)
    asker = make_expert(fibre, level=3, team=team)
    away(absent := make_expert(fibre, level=3, team=team))
    left = make_expert(fibre, level=3, team=team)
    User.objects.filter(pk=left.pk).update(is_active=False, deactivated_at=MONDAY)
    make_expert(fibre, level=3)
    last = make_expert(fibre, level=1, team=team)
    thread = make_thread(asker=asker, area=fibre, joined=[joined], urgency=urgency, at=MONDAY)
    assert asked(thread) == last
    assert why_not(thread, asker) == "asked it"
    assert why_not(thread, absent) == "is away"
    assert left not in [line.person for line in ranking_of(thread, MONDAY).lines]


def test_at_night_a_waiting_customer_is_brought_to_who_works_then(fibre: Area) -> None:
    make_expert(fibre, level=3)
    elsewhere = make_expert(fibre, level=1, time_zone="America/Vancouver")
    assert asked(make_thread(area=fibre, urgency="now", at=NIGHT)) == elsewhere
    assert asked(make_thread(area=fibre, urgency="today", at=NIGHT)) != elsewhere


def test_who_has_no_time_left_is_asked_only_while_a_customer_waits(fibre: Area) -> None:
    no_time(expert := make_expert(fibre))
    thread = make_thread(area=fibre, at=MONDAY)
    assert asked(thread) != expert
    assert why_not(thread, expert) == "has no time left this week"
    assert asked(make_thread(area=fibre, urgency="now", at=MONDAY)) == expert


def test_who_holds_as_many_claims_as_anybody_may_is_left_in_peace(fibre: Area) -> None:
    expert = make_expert(fibre)
    for _ in range(MOST_CLAIMS):
        claim_thread(thread=make_thread(area=fibre, at=MONDAY, urgency="now"), by=expert, at=MONDAY)
    thread = make_thread(area=fibre, urgency="now", at=MONDAY)
    assert asked(thread) != expert
    assert why_not(thread, expert) == "has as many claims as anybody may have"


def test_offers_go_round_among_equals(fibre: Area) -> None:
    experts = {make_expert(fibre) for _ in range(3)}
    first = [asked(make_thread(area=fibre, at=MONDAY + n * MINUTE)) for n in range(3)]
    assert set(first) == experts


def test_without_an_expert_the_asker_and_the_leads_are_told_at_once_and_the_area_is_marked(
    fibre: Area, lead: User, contact: User
) -> None:
    thread = make_thread(asker=contact, area=fibre, at=MONDAY)
    assert thread.without_expert_since == MONDAY
    told = Notification.objects.filter(kind=Notification.Kind.NO_EXPERT)
    assert {row.person for row in told} == {contact, lead}
    assert areas_without_expert() == {fibre.pk: MONDAY}
    offer = thread.offers.get()
    assert (offer.person, offer.role) == (lead, "lead")
    assert "knowledge lead of Fibre" in why_you(offer)
    assert ("no_expert", None) in record(thread)


def test_where_nobody_leads_the_administrators_are_told(administrator: User) -> None:
    make_thread(area=make_area("No man's land"), at=MONDAY)
    told = Notification.objects.filter(kind=Notification.Kind.NO_EXPERT)
    assert administrator in {row.person for row in told}


def test_the_deputy_stands_in_for_who_is_away(fibre: Area) -> None:
    deputy = make_person()
    away(expert := make_expert(fibre, "Ada Lovelace", level=3, deputy=deputy))
    thread = make_thread(area=fibre, at=MONDAY)
    assert asked(thread) == deputy
    assert thread.without_expert_since is None
    assert why_you(thread.offers.get()) == "You are the deputy of Ada Lovelace for Fibre."
    assert ("escalated", deputy) in record(thread)
    assert expert not in [line.person for line in ranking_of(thread, MONDAY).eligible]


def test_experts_come_before_deputies_and_deputies_before_the_lead(fibre: Area, lead: User) -> None:
    deputy = make_person()
    expert = make_expert(fibre, deputy=deputy)
    thread = make_thread(area=fibre, at=MONDAY)
    people = []
    while (person := asked(thread)) is not None:
        people.append(person)
        pass_on(thread=thread, by=person, word="Not mine.", at=MONDAY + len(people) * MINUTE)
    assert people == [expert, deputy, lead]
    assert [line.person for line in ranking_of(thread, MONDAY).lines] == [expert, deputy, lead]


def test_the_line_is_formed_anew_when_it_is_exhausted(fibre: Area) -> None:
    experts = [make_expert(fibre) for _ in range(MOST_EXPERTS + 2)]
    thread = make_thread(area=fibre, at=MONDAY)
    AreaOwner.objects.all().delete()
    offer = thread.offers.get()
    offer.line = [row for row in offer.line if row[1] != "lead"]
    offer.save()
    people = []
    while (person := asked(thread)) is not None:
        people.append(person)
        pass_on(thread=thread, by=person, word="Not mine.", at=MONDAY + len(people) * MINUTE)
    assert sorted(person.pk for person in people) == [person.pk for person in experts]


def test_of_the_line_who_may_no_longer_be_asked_is_passed_over(fibre: Area) -> None:
    first, second, third = (make_expert(fibre, level=level) for level in (3, 2, 1))
    thread = make_thread(area=fibre, at=MONDAY)
    away(second)
    pass_on(thread=thread, by=first, word="Not mine.", at=MONDAY + MINUTE)
    assert asked(thread) == third


def test_looking_at_some_finds_the_same_as_ranking_everybody(fibre: Area) -> None:
    for number in range(2 * CHUNK + 10):
        expert = make_expert(fibre, level=1 + number % 3, confirmed=number % 2 == 0)
        if number % 5 == 0:
            no_time(expert)
    for _ in range(12):
        make_thread(area=fibre, at=MONDAY - HOUR)
    thread = make_thread(area=fibre, at=MONDAY)
    demand = demand_of(thread, MONDAY)
    field = field_for([fibre], MONDAY)
    found, _people = best_experts(field, [fibre], demand, MONDAY, most=9)
    people = read_people(field.known, [fibre], MONDAY)
    judged = sorted(
        (judge(field.candidate(pk), people, [fibre], demand) for pk in field.known),
        key=lambda one: one.key,
    )
    assert [one for one in judged if one.against is None][:9] == found


def test_who_sees_what_is_decided_as_everywhere_else(fibre: Area, lead: User) -> None:
    inner = make_area("Inner", parent=fibre)
    outer_team = make_team("Outer")
    inner_team = make_team("Inner", parent=outer_team)
    restrict_area(fibre, outer_team)
    restrict_area(inner, inner_team)
    owner = make_person()
    AreaOwner.objects.create(area=inner, person=owner)
    people = [
        lead,
        owner,
        make_person(),
        make_person(team=outer_team),
        make_person(team=inner_team),
        make_person(team=make_team()),
    ]
    for area in (fibre, inner):
        sight = sight_of([person.pk for person in people], [area])
        for person in people:
            hidden = hidden_area_ids(User.objects.get(pk=person.pk))
            assert sight.sees(person.pk, [area]) == (area.pk not in hidden)


def test_answering_ends_the_asking(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    routing.stop(thread, at=MONDAY + HOUR, outcome=ClaimOutcome.WITHDRAWN)
    assert thread.offers.get().outcome == OfferOutcome.WITHDRAWN
    assert Thread.objects.get(pk=thread.pk).route_at is None
    other = make_thread(area=fibre, at=MONDAY)
    claim_thread(thread=other, by=expert, at=MONDAY)
    give_answer(thread=other, by=make_person(), body="I know it.", at=MONDAY + HOUR)
    assert Claim.objects.get(thread=other).outcome == ClaimOutcome.WITHDRAWN


def test_moved_to_another_area_its_experts_are_asked(fibre: Area) -> None:
    make_expert(fibre)
    other = make_area("Billing")
    knows = make_expert(other)
    thread = make_thread(area=fibre, at=MONDAY)
    thread.area = other
    thread.save()
    routing.restart(thread, at=MONDAY + HOUR)
    assert asked(thread) == knows
    assert list(thread.offers.values_list("outcome", flat=True)) == ["withdrawn", "waiting"]


def test_a_more_urgent_question_keeps_its_holder(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, urgency="week", at=MONDAY)
    before = claim_thread(thread=thread, by=expert, at=MONDAY).holds_until
    thread.refresh_from_db()
    thread.urgency = "now"
    thread.save()
    routing.restart(thread, at=MONDAY + HOUR)
    claim = Claim.objects.get(thread=thread)
    assert claim.outcome == ClaimOutcome.HELD
    assert claim.holds_until < before
    assert Thread.objects.get(pk=thread.pk).state == State.CLAIMED


def test_the_ranking_costs_the_same_however_many_experts(
    fibre: Area, assert_same_queries: object
) -> None:
    thread = make_thread(area=fibre, at=MONDAY)
    assert MOST_NAMED > 12
    assert_same_queries(  # type: ignore[operator]
        lambda: ranking_of(thread, MONDAY).lines,
        lambda count: [make_expert(fibre, deputy=make_person()) for _ in range(count)],
    )


def test_a_deputy_who_is_an_expert_stands_in_line_once(fibre: Area) -> None:
    both = make_expert(fibre, level=1)
    make_expert(fibre, level=3, deputy=both)
    thread = make_thread(area=fibre, at=MONDAY)
    people = [line.person for line in ranking_of(thread, MONDAY).lines]
    assert len(people) == len(set(people))
    assert Expertise.objects.filter(deputy=both).exists()
