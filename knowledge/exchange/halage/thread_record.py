"""What happened to the demo's questions: who was asked and took them, and what was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from accounts.models import Expertise
from knowledge.articles.links import SiteLinks
from knowledge.contributions.models import Commitment
from knowledge.passages.actions import add_comment
from knowledge.threads.models import (
    Claim,
    ClaimOutcome,
    CustomerLine,
    Offer,
    OfferOutcome,
    Role,
    State,
    ThreadEvent,
    Urgency,
)
from knowledge.threads.record import ANSWER, THREAD
from knowledge.threads.routing import reasons
from knowledge.threads.routing.eligibility import USUAL_MINUTES
from knowledge.threads.routing.ranking import Candidate

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.articles.models import Article
    from knowledge.exchange.halage.company import Company
    from knowledge.exchange.halage.moments import Clock
    from knowledge.exchange.halage.threads import Reply, Story

Verb = ThreadEvent.Verb

PASSED_AFTER: Final = 6
"""Working minutes from an offer until it is passed on."""


@dataclass(kw_only=True)
class Record:
    """Events that are saved together at the end, by their moments; at the same one as they were added."""

    company: Company
    clock: Clock
    known: dict[int, dict[int, Expertise]]
    answered: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    events: list[ThreadEvent] = field(default_factory=list)

    def add(
        self,
        story: Story,
        verb: str,
        at: datetime,
        by: User | None,
        *,
        word: str = "",
        **facts: Any,
    ) -> None:
        event = ThreadEvent(
            thread=story.thread, actor=by, verb=verb, at=at, word=word, detail=facts
        )
        self.events.append(event)

    def reasons_for(self, story: Story, person: User) -> tuple[Role, dict[str, Any]]:
        """Why this person was asked: what they know of its areas, else because they lead one."""
        thread = story.thread
        areas = [thread.area, *(self.company.areas[slug] for slug in story.row.get("joined", ()))]
        for area in areas:
            for area_id in reversed(area.lineage):
                if (known := self.known[person.pk].get(area_id)) is not None:
                    candidate = Candidate(
                        person_id=person.pk,
                        area_id=area_id,
                        level=known.level,
                        is_confirmed=known.is_confirmed,
                        answers=self.answered[person.pk, area_id],
                    )
                    self.answered[person.pk, area_id] += 1
                    return Role.EXPERT, reasons.expert_facts(candidate, has_time=True)
        return Role.LEAD, reasons.lead_facts(thread.area_id)

    def save(self) -> None:
        ThreadEvent.objects.bulk_create(sorted(self.events, key=lambda event: event.at))


def load_record(
    stories: Sequence[Story], company: Company, articles: Mapping[str, Article], clock: Clock
) -> Record:
    """Everything that happened up to now to threads that are saved already."""
    record = Record(company=company, clock=clock, known=_knowledge())
    by_key = {story.row["key"]: story for story in stories}
    for story in stories:
        record.add(story, Verb.ASKED, story.asked_at, story.asker)
    _taken(stories, record)
    _lines(stories, record)
    for story in stories:
        _info(story, record)
        for reply in story.replies:
            _replied(story, reply, record)
        _ended(story, by_key, record)
        _written(story, articles, record)
        _comments(story, record)
    return record


def _knowledge() -> dict[int, dict[int, Expertise]]:
    found: dict[int, dict[int, Expertise]] = defaultdict(dict)
    for row in Expertise.objects.all():
        found[row.person_id][row.area_id] = row
    return found


# Who took them


def _taken(stories: Iterable[Story], record: Record) -> None:
    """Whoever answered in full had been offered it, and had claimed it for the last minutes."""
    offers, claims, work = [], [], []
    for story in stories:
        full = [reply for reply in story.replies if not reply.row.get("partial")]
        if not full:
            continue
        offer, claim = _offer_and_claim(story, full[-1], record)
        offers.append(offer)
        claims.append(claim)
        work.append(commitment_of(claim, ended_at=claim.ended_at))
    Offer.objects.bulk_create(offers)
    Claim.objects.bulk_create(claims)
    Commitment.objects.bulk_create(work)
    for offer, claim in zip(offers, claims, strict=True):
        told_of_offer(record, offer)
        record.events.append(
            ThreadEvent(
                thread=claim.thread,
                actor=claim.person,
                verb=Verb.CLAIMED,
                at=claim.claimed_at,
                detail={"claim": claim.pk},
            )
        )


def _offer_and_claim(story: Story, reply: Reply, record: Record) -> tuple[Offer, Claim]:
    person = record.company.person(reply.row["by"])
    minutes = USUAL_MINUTES[Urgency(story.thread.urgency)]
    waited = max(1, reply.row["after"] - minutes)
    claimed_at = min(record.clock.after(story.asked_at, waited), reply.at)
    role, facts = record.reasons_for(story, person)
    offer = Offer(
        thread=story.thread,
        person=person,
        role=role,
        reasons=facts,
        minutes=minutes,
        offered_at=story.asked_at,
        expires_at=claimed_at,
        outcome=OfferOutcome.CLAIMED,
        ended_at=claimed_at,
    )
    claim = Claim(
        thread=story.thread,
        person=person,
        offer=offer,
        minutes=minutes,
        claimed_at=claimed_at,
        holds_until=max(claimed_at, story.thread.solution_due_at or reply.at),
        outcome=ClaimOutcome.ANSWERED,
        ended_at=reply.at,
    )
    return offer, claim


def commitment_of(claim: Claim, *, ended_at: datetime | None = None) -> Commitment:
    """The minutes that the claim takes of its holder's time for sharing."""
    return Commitment(
        person=claim.person,
        minutes=claim.minutes,
        subject_kind=THREAD,
        subject_id=claim.thread.pk,
        label=claim.thread.title,
        url=claim.thread.get_absolute_url(),
        since=claim.claimed_at,
        ended_at=ended_at,
    )


def told_of_offer(record: Record, offer: Offer) -> None:
    """The line of the record that says who was asked."""
    verb = Verb.OFFERED if offer.role == Role.EXPERT else Verb.ESCALATED
    detail = {"person": offer.person_id, "role": str(offer.role), "offer": offer.pk}
    record.events.append(
        ThreadEvent(
            thread=offer.thread, actor=offer.person, verb=verb, at=offer.offered_at, detail=detail
        )
    )


# What was said


def _lines(stories: Iterable[Story], record: Record) -> None:
    told = [(story, line) for story in stories for line in _customer_lines(story, record)]
    CustomerLine.objects.bulk_create([line for _story, line in told])
    for story, line in told:
        facts = {"kind": line.kind, "line": line.pk}
        record.add(story, Verb.LINE, line.at, line.author, word=line.words, **facts)


def _customer_lines(story: Story, record: Record) -> Iterator[CustomerLine]:
    for row in story.row.get("lines", ()):
        yield CustomerLine(
            thread=story.thread,
            kind=row["kind"],
            words=row["words"],
            author=record.company.person(row["by"]),
            at=record.clock.after(story.asked_at, row["after"]),
        )


def _info(story: Story, record: Record) -> None:
    for row in story.row.get("needs", ()):
        assert story.asked_info_at is not None
        by = record.company.person(row["by"])
        record.add(story, Verb.ASKED_INFO, story.asked_info_at, by, word=row["word"])
        if story.gave_info_at is not None:
            record.add(story, Verb.GAVE_INFO, story.gave_info_at, story.asker, word=row["given"])


def _replied(story: Story, reply: Reply, record: Record) -> None:
    verb = Verb.PARTLY if reply.answer.is_partial else Verb.ANSWERED
    record.add(story, verb, reply.at, reply.answer.author, answer=reply.answer.pk)
    if reply.accepted_at is not None:
        record.add(story, Verb.ACCEPTED, reply.accepted_at, story.asker, answer=reply.answer.pk)


def _ended(story: Story, by_key: Mapping[str, Story], record: Record) -> None:
    if story.ended_at is None:
        return
    at, by = story.ended_at, record.company.person(story.row["by"])
    if story.state == State.CLOSED:
        reason = story.thread.close_reason
        record.add(story, Verb.CLOSED, at, by, word=story.row["word"], reason=reason)
        return
    original = by_key[story.row["duplicate_of"]]
    is_merged = story.row.get("merged", False)
    verb = Verb.MERGED if is_merged else Verb.DUPLICATE
    record.add(story, verb, at, by, thread=original.thread.pk)
    facts: dict[str, Any] = {"merged" if is_merged else "duplicate": story.thread.pk}
    record.add(original, verb, at, by, **facts)


def _written(story: Story, articles: Mapping[str, Article], record: Record) -> None:
    article = articles.get(story.row.get("article", ""))
    if article is None:
        return
    published = article.published_at or story.settled_at
    at = max(published, story.settled_at)
    record.add(story, Verb.ARTICLE, at, article.owner, article=article.pk)


def _comments(story: Story, record: Record) -> None:
    for row in story.row.get("comments", ()):
        author = record.company.person(row["by"])
        add_comment(
            subject_kind=ANSWER,
            subject_id=story.replies[row["on"]].answer.pk,
            author=author,
            source=row["body"],
            links=SiteLinks(author),
            at=record.clock.after(story.asked_at, row["after"]),
        )
