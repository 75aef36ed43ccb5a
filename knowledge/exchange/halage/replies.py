"""What the demo company told customers: policy, procedures, complaints, words, and replies of weeks."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from knowledge.articles.models import Article
from knowledge.exchange.halage.library import days_ago
from knowledge.passages.channels import Channel
from knowledge.passages.models import AudienceChoices, Passage
from knowledge.replies.actions.complaints import (
    Step,
    close_complaint,
    keep_procedure,
    mark_step,
    raise_complaint,
)
from knowledge.replies.actions.policy import accept_policy, publish_policy
from knowledge.replies.actions.spokespersons import name_spokesperson
from knowledge.replies.actions.told_first import record_told_first
from knowledge.replies.actions.variants import write_variant
from knowledge.replies.models import Contact, Outcome, ReplyPassage, ReplyRecord, Sentence, Way

if TYPE_CHECKING:
    from accounts.models import Team, User
    from knowledge.exchange.halage.company import Company, Table

_OUTCOMES: Final = {
    "h": Outcome.HELPED,
    "p": Outcome.PARTLY,
    "u": Outcome.UNKNOWN,
    "w": Outcome.WRONG,
    "-": "",
}
_CHANNELS: Final = {
    "phone": (Channel.PHONE, Channel.PHONE, Channel.EMAIL),
    "written": (Channel.EMAIL, Channel.EMAIL, Channel.CHAT),
    "social": (Channel.SOCIAL,),
    "shops": (Channel.SHOP,),
}
_TOLD: Final = {Channel.PHONE, Channel.SHOP}


def load_replies(table: Table, company: Company, articles: dict[str, Article]) -> int:
    """Everything of the parsed replies.toml; how many replies customers were given."""
    _policy(table["policy"], company)
    for row in table["spokespersons"]:
        area = company.areas[row["area"]]
        lead = area.owners.select_related("person").get().person
        name_spokesperson(area=area, person=company.person(row["person"]), by=lead)
    _complaints(table, company)
    for row in table["told_first"]:
        person, area = company.person(row["person"]), company.areas[row["area"]]
        record_told_first(
            person=person, area=area, words=row["words"], at=days_ago(row["days_ago"])
        )
    _words(table, company, articles)
    given = _records(table["records"], company)
    _contacts(given, table["records"], company)
    return len(given)


def _policy(row: Table, company: Company) -> None:
    at = days_ago(row["days_ago"])
    version = publish_policy(
        by=company.person(row["by"]),
        source=row["source"],
        source_fr=row["source_fr"],
        after=0,
        at=at,
    )
    for number, name in enumerate(row["accepted"], start=1):
        day = at + timedelta(days=2 * number, hours=number)
        accept_policy(person=company.person(name), number=version.number, at=day)


def _complaints(table: Table, company: Company) -> None:
    for row in table["procedures"]:
        area = company.areas.get(row["area"])
        owner = company.person(row["owner"])
        steps = [Step(step["label"], step["label_fr"], step["hours"]) for step in row["steps"]]
        keep_procedure(
            area=area,
            owner=owner,
            steps=steps,
            words=row["words"],
            words_fr=row["words_fr"],
            by=owner,
        )
    for row in table["complaints"]:
        complaint = raise_complaint(
            person=company.person(row["person"]),
            area=company.areas[row["area"]],
            about=row["about"],
            reference=row["reference"],
            at=days_ago(row["days_ago"]),
        )
        for step in complaint.steps.all()[: row["done"]]:
            mark_step(step=step, by=complaint.owner)
        if outcome := row.get("outcome"):
            close_complaint(complaint=complaint, by=complaint.owner, outcome=outcome)


def _words(table: Table, company: Company, articles: dict[str, Article]) -> None:
    now = timezone.now()
    Sentence.objects.bulk_create(
        Sentence(
            team=company.teams.get(row["team"]),
            language=row["language"],
            place=row["place"],
            words=row["words"],
            changed_at=now,
        )
        for row in table["sentences"]
    )
    for row in table["variants"]:
        article = Article.objects.get(pk=articles[row["article"]].pk)
        write_variant(
            article=article,
            revision=article.live,
            by=article.owner,
            channel=row["channel"],
            language=row["language"],
            words=row["words"],
        )


def _records(row: Table, company: Company) -> list[ReplyRecord]:
    """Replies of the contact teams, more of the passages that answer most, on working days."""
    chance = Random(7)  # noqa: S311 - the same demo every time
    now = timezone.now()
    people = [
        (person, slug) for slug in _CHANNELS for person in _members(company, company.teams[slug])
    ]
    passages = _passages()
    weights = [1 / (rank + 3) for rank in range(len(passages))]
    records, used = [], []
    for number in range(row["weeks"] * row["a_week"]):
        at = _moment(chance, now, row["weeks"])
        person, slug = chance.choice(people)
        passage = chance.choices(passages, weights)[0]
        record = _record(person, chance.choice(_CHANNELS[slug]), passage, at)
        if at < now - timedelta(days=1):
            record.outcome = _OUTCOMES[row["outcomes"][number % len(row["outcomes"])]]
            record.outcome_at = at + timedelta(hours=3) if record.outcome else None
        if chance.random() < row["cases"]:
            record.reference = f"HAL-{198_000 + number * 11}"
        records.append(record)
        used.append(passage)
    ReplyRecord.objects.bulk_create(records)
    ReplyPassage.objects.bulk_create(
        ReplyPassage(
            record=record,
            article=passage.text.revision.article,
            revision=passage.text.revision,
            passage_key=passage.key,
            at=record.created_at,
        )
        for record, passage in zip(records, used, strict=True)
    )
    return records


def _record(person: User, channel: Channel, passage: Passage, at: datetime) -> ReplyRecord:
    article = passage.text.revision.article
    return ReplyRecord(
        person=person,
        team=person.team,
        area=article.areas.all()[0],
        channel=channel,
        language=article.language,
        way=Way.TOLD if channel in _TOLD else Way.COPIED,
        created_at=at,
        given_at=at,
    )


def _moment(chance: Random, now: datetime, weeks: int) -> datetime:
    """In opening hours of a working day; more in the latest weeks."""
    day = timezone.localtime(now - timedelta(days=chance.triangular(0, weeks * 7, 5)))
    day -= timedelta(days=max(0, day.weekday() - 4))
    at = day.replace(hour=chance.randint(8, 17), minute=chance.randint(0, 59), second=0)
    return min(at, now - timedelta(minutes=chance.randint(5, 90)))


def _members(company: Company, team: Team) -> list[User]:
    return [one for one in company.people.values() if one.team_id == team.pk and one.is_contact]


def _passages() -> list[Passage]:
    """What may be told to customers, of open areas, in an order that does not change."""
    open_ones = Article.objects.current().filter(current__isnull=False)
    open_ones = open_ones.exclude(areas__restrictions__isnull=False)
    found = Passage.objects.filter(
        audience=AudienceChoices.CUSTOMER, level=0, text__in=open_ones.values("current__text")
    ).select_related("text__revision__article")
    rows = found.order_by("text__revision__article__slug", "position")
    return list(rows.prefetch_related("text__revision__article__areas"))


def _contacts(given: list[ReplyRecord], row: Table, company: Company) -> None:
    """Closed cases of the ticket system: those that were answered from here, and others like them."""
    chance = Random(11)  # noqa: S311 - the same demo every time
    by, now = company.person("isabelle.courtois"), timezone.now()

    def contact(like: ReplyRecord, reference: str, scores: list[int]) -> Contact:
        return Contact(
            reference=reference,
            closed_on=timezone.localdate(like.created_at),
            channel=like.channel,
            area_id=like.area_id,
            team_id=like.team_id,
            score=chance.choice([*scores, *[None] * len(scores)]),
            imported_by=by,
            imported_at=now,
        )

    linked = [one for one in given if one.reference]
    others = chance.sample(linked, len(linked) * row["closed"] // 100)
    found = [contact(one, one.reference, [7, 8, 8, 9, 9, 10]) for one in linked]
    found += [
        contact(one, f"HAL-{150_000 + number * 7}", [4, 6, 7, 8, 8, 9])
        for number, one in enumerate(others)
    ]
    Contact.objects.bulk_create(found)
