"""Whether words may leave the house is decided in one place, closed by default."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.markup.audience import Audience
from knowledge.passages.replying import Candidate, Obstacle, may_leave, obstacle

OUTSIDE = (Audience.CUSTOMER, Audience.PARTNER)
CANDIDATES = st.builds(
    Candidate,
    audience=st.one_of(st.sampled_from(["internal", "partner", "customer"]), st.text(max_size=9)),
    is_archived=st.booleans(),
    is_withdrawn=st.booleans(),
    is_sensitive=st.booleans(),
    is_approved=st.booleans(),
    is_gone=st.booleans(),
    is_blocked=st.booleans(),
)


@pytest.mark.parametrize(
    ("candidate", "reader", "expected"),
    [
        (Candidate("customer"), Audience.CUSTOMER, None),
        (Candidate("customer"), Audience.PARTNER, None),
        (Candidate("partner"), Audience.PARTNER, None),
        (Candidate("partner"), Audience.CUSTOMER, Obstacle.PARTNER),
        (Candidate("internal"), Audience.CUSTOMER, Obstacle.INTERNAL),
        (Candidate("internal"), Audience.PARTNER, Obstacle.INTERNAL),
        (Candidate("Kunden"), Audience.CUSTOMER, Obstacle.INTERNAL),
        (Candidate(""), Audience.PARTNER, Obstacle.INTERNAL),
        (Candidate("customer", is_archived=True), Audience.CUSTOMER, Obstacle.ARCHIVED),
        (Candidate("customer", is_withdrawn=True), Audience.CUSTOMER, Obstacle.WITHDRAWN),
        (Candidate("customer", is_sensitive=True), Audience.CUSTOMER, Obstacle.SENSITIVE),
        (Candidate("customer", is_sensitive=True, is_approved=True), Audience.CUSTOMER, None),
        (Candidate("customer", is_blocked=True), Audience.CUSTOMER, Obstacle.BLOCKED),
        (Candidate("customer", is_gone=True), Audience.CUSTOMER, Obstacle.GONE),
        (Candidate("internal", is_approved=True), Audience.CUSTOMER, Obstacle.INTERNAL),
        (Candidate("internal"), Audience.INTERNAL, None),
    ],
)
def test_each_obstacle_is_told_by_its_own_name(
    candidate: Candidate, reader: Audience, expected: Obstacle | None
) -> None:
    assert obstacle(candidate, reader) is expected


@given(candidate=CANDIDATES, reader=st.sampled_from(OUTSIDE))
def test_only_what_every_rule_lets_pass_leaves(candidate: Candidate, reader: Audience) -> None:
    told = Audience.parse(candidate.audience).rank >= reader.rank
    held = (
        candidate.is_gone
        or candidate.is_archived
        or candidate.is_withdrawn
        or candidate.is_blocked
        or (candidate.is_sensitive and not candidate.is_approved)
    )
    assert may_leave(candidate, reader) is (told and not held)


@given(candidate=CANDIDATES)
def test_what_a_customer_may_read_a_partner_may_read_too(candidate: Candidate) -> None:
    assert not may_leave(candidate, Audience.CUSTOMER) or may_leave(candidate, Audience.PARTNER)


def test_every_obstacle_has_words() -> None:
    assert all(str(one.words) for one in Obstacle)
