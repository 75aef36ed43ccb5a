"""Who is near a writing request, who sees whose names, and for whom it does not exist."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.articles.actions import claim_request, join_request, request_article
from knowledge.articles.models import WritingRequest
from knowledge.articles.permissions import request_rights
from knowledge.articles.queries.requests import requests_for
from tests.articles.asking import WORDS, ask_for, make_expert_of
from tests.factories import make_area, make_person, restrict_area


@pytest.fixture
def area(lead: User) -> Area:
    return Area.objects.get(name="Broadband")


@pytest.fixture
def request_(contact: User, area: Area) -> WritingRequest:
    return ask_for(by=contact, area=area, note="Since the storm")


def test_leads_and_confirmed_experts_of_the_area_are_near(
    request_: WritingRequest, area: Area, lead: User, administrator: User
) -> None:
    above = make_expert_of(area)
    inside = make_expert_of(make_area("Boxes", parent=area))
    declared = make_expert_of(area, confirmed=False)
    near = [
        request_rights(person, request_).near
        for person in (lead, administrator, above, inside, declared)
    ]
    assert near == [True, True, True, False, False]


def test_only_leads_see_who_waits(
    request_: WritingRequest, area: Area, lead: User, administrator: User, manager: User
) -> None:
    assert request_rights(lead, request_).names
    for person in (administrator, manager, make_expert_of(area)):
        assert not request_rights(person, request_).names


def test_while_somebody_writes_only_they_and_leads_decide(
    request_: WritingRequest, area: Area, lead: User
) -> None:
    writer, other = make_expert_of(area), make_expert_of(area)
    claimed = claim_request(request=request_, by=writer)
    rights = {person: request_rights(person, claimed) for person in (writer, other, lead)}
    assert [r.close for r in rights.values()] == [True, False, True]
    assert [r.release for r in rights.values()] == [True, False, True]
    assert not any(r.claim for r in rights.values())


def test_without_an_area_any_lead_and_any_confirmed_expert_is_near(
    contact: User, lead: User
) -> None:
    request = ask_for(by=contact)
    somebody = make_expert_of(make_area("Energy"))
    assert request_rights(lead, request).near
    assert request_rights(somebody, request).near
    assert not request_rights(contact, request).near


def test_requests_of_ones_areas_come_by_how_many_wait(area: Area, lead: User) -> None:
    inside = make_area("Boxes", parent=area)
    once, twice = ask_for("one", area=area), ask_for("two", area=inside)
    join_request(request=twice, person=make_person())
    elsewhere = ask_for("three", area=make_area("Energy"))
    nowhere = ask_for("four")
    taken = claim_request(request=ask_for("five", area=area), by=make_expert_of(area))
    found = list(requests_for(lead))
    assert found == [twice, once, nowhere]
    assert elsewhere not in found
    assert taken not in found
    assert list(requests_for(make_expert_of(area))) == [twice, once]


def test_a_request_of_a_closed_area_does_not_exist_for_others(
    request_: WritingRequest, area: Area, team: Team, outsider: User, administrator: User
) -> None:
    administrator.team = None
    administrator.save()
    restrict_area(area, team)
    for person in (outsider, administrator):
        assert request_ not in WritingRequest.objects.visible_to(person)
        assert ask_for(by=person) != request_
    assert not WritingRequest.objects.filter(people=outsider, area=area).exists()


def test_an_area_closed_to_some_is_not_put_on_a_request_that_all_see(
    contact: User, outsider: User, area: Area, team: Team
) -> None:
    everyones = ask_for(by=outsider)
    restrict_area(area, team)
    assert ask_for(by=contact, area=area) != everyones
    everyones.refresh_from_db()
    assert everyones.area is None


def test_nobody_asks_in_an_area_that_is_closed_to_them(
    outsider: User, area: Area, team: Team
) -> None:
    restrict_area(area, team)
    with pytest.raises(ValidationError):
        request_article(person=outsider, words=WORDS, area=area)
