"""Who made a revision of an article, or a version of an answer, and what share each has in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.articles.models import Article, ArticleEvent, Revision, Significance, Suggestion
from knowledge.replies.models import CreditSplit
from knowledge.replies.sharing import Makers, default_shares, kept_shares
from knowledge.threads.models import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from knowledge.threads.models import AnswerVersion

_PUBLISHED = ArticleEvent.Verb.PUBLISHED
_VERIFIED = ArticleEvent.Verb.VERIFIED
_TAKEN = (Suggestion.State.ACCEPTED, Suggestion.State.ADJUSTED)


def shares_of_revision(revision: Revision) -> dict[int, int]:
    """Per cent by person, as it stands now.

    What somebody decided for this revision counts; else what was decided for the one whose credit it
    takes over (`credited_as`); else the default.
    """
    line = credited_as(revision, _revisions_of(revision.article_id))
    splits = {row.revision_id: row for row in CreditSplit.objects.filter(revision__in=line)[::-1]}
    for each in line:
        if each.pk in splits:
            return kept_shares(splits[each.pk].shares)
    return default_shares(makers_of(revision, line))


def shares_of_version(version: AnswerVersion) -> dict[int, int]:
    """The same of an answer's version, for which every version stands alone."""
    split = CreditSplit.objects.filter(answer_version=version).first()
    return kept_shares(split.shares) if split else default_shares(makers_of_answer(version))


def like_it(revision: Revision) -> list[Revision]:
    """This revision and the later ones that take over its credit."""
    known = _revisions_of(revision.article_id)
    return [row for row in known.values() if revision in credited_as(row, known)]


def credited_as(revision: Revision, known: Mapping[int, Revision]) -> list[Revision]:
    """From the revision down to the one whose author its words have: a minor correction takes over
    the credit of what it corrects, a restoration that of what it brings back.
    """
    by_number = {row.number: row for row in known.values()}
    line = [known[revision.pk]]
    while (below := _below(line[-1], known, by_number)) is not None:
        line.append(below)
    return line


def _below(
    row: Revision, known: Mapping[int, Revision], by_number: Mapping[int, Revision]
) -> Revision | None:
    if row.restored_from_id is not None:
        return known.get(row.restored_from_id)
    return by_number.get(row.number - 1) if row.significance == Significance.MINOR else None


def _revisions_of(article_id: int) -> dict[int, Revision]:
    rows = Revision.objects.filter(article=article_id).order_by("number")
    return rows.only(
        "number", "significance", "author", "article", "restored_from", "created_at"
    ).in_bulk()


def makers_of(revision: Revision, line: Sequence[Revision] = ()) -> Makers:
    """Who had a hand in its words.

    Its author wrote the last wording that was more than a minor correction. Reviewers confirmed the
    article while one of these wordings stood, or took the suggestion that one came from. Others:
    whoever suggested or wrote an earlier wording, co-authors, whose answer it was begun from, whose
    article it translates.
    """
    known = _revisions_of(revision.article_id)
    line = line or credited_as(revision, known)
    earlier = [row.author_id for row in known.values() if row.number <= revision.number]
    suggested = Suggestion.objects.filter(revision__in=line, state__in=_TAKEN).order_by("pk")
    taken = list(suggested.values_list("author", "decided_by"))
    others = [author for author, _decider in taken] + earlier
    deciders = [decider for _author, decider in taken if decider]
    others += _around(revision.article)
    return Makers(line[-1].author_id, (*deciders, *_confirmed(line)), tuple(others))


def makers_of_answer(version: AnswerVersion) -> Makers:
    """Whoever gave the answer is its author, whoever else edited it up to this version another."""
    earlier = version.answer.versions.filter(number__lte=version.number).order_by("number")
    return Makers(version.answer.author_id, (), tuple(earlier.values_list("by", flat=True)))


def _confirmed(line: Sequence[Revision]) -> list[int]:
    """Who verified the article while one of these stood: the event names the revision."""
    rows = ArticleEvent.objects.filter(verb=_VERIFIED, revision__in=line).order_by("pk")
    return list(rows.values_list("actor", flat=True))


def _around(article: Article) -> list[int]:
    """Co-authors, whose accepted answer it was begun from, the authors of what it translates."""
    people = list(article.co_authors.order_by("pk").values_list("pk", flat=True))
    first = article.events.filter(verb=_PUBLISHED).order_by("pk").values_list("detail", flat=True)
    kind, number = (first.first() or {}).get("origin", ("", "0"))
    if kind == "thread":
        given = Answer.objects.filter(thread=number, accepted_at__isnull=False)
        people += given.values_list("author", flat=True)
    if article.translation_group is not None:
        group = Article.objects.filter(translation_group=article.translation_group)
        oldest = group.filter(published_at__isnull=False).order_by("published_at", "pk").first()
        people += [oldest.owner_id] if oldest is not None else []
    return people


def may_share(person: User) -> bool:
    """Whether somebody may be given a share: who left keeps what they have, and gets no more."""
    return person.is_active
