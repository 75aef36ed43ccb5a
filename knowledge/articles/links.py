"""Where [[links]], @mentions and attachment: addresses lead, asked in at most three queries a text."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from knowledge.areas.folding import fold
from knowledge.articles.models import Article, Revision
from knowledge.markup import AttachmentRef
from knowledge.passages.models import Attachment
from knowledge.passages.queries import readable_attachments


class SiteLinks:
    """Resolves for one writer: only what the writer may read is found.

    An article's address is by number, so that stored HTML never carries a title; whoever may not read the
    target gets a 404 there, like for anything hidden.
    """

    def __init__(self, writer: User) -> None:
        self.writer = writer
        self.articles: dict[str, Article] = {}
        self.people: dict[str, User] = {}
        self.attachments: dict[str, Attachment] = {}

    def prepare(
        self,
        articles: Collection[str],
        people: Collection[str],
        attachments: Collection[str],
    ) -> None:
        """Look everything up at once; names found in none of the tables stay unresolved."""
        if articles:
            self.articles |= find_articles(self.writer, articles)
        if people:
            active = User.objects.active().filter(slug__in=list(people))
            self.people |= {person.slug: person for person in active}
        if attachments:
            self.attachments |= readable_attachments(self.writer, attachments)

    def article(self, target: str) -> str | None:
        found = self.articles.get(target)
        return article_address(found.pk) if found else None

    def person(self, slug: str) -> tuple[str, str] | None:
        found = self.people.get(slug)
        return (found.display_name, found.get_absolute_url()) if found else None

    def attachment(self, key: str) -> AttachmentRef | None:
        found = self.attachments.get(key)
        if found is None:
            return None
        return AttachmentRef(url=found.get_absolute_url(), width=found.width, height=found.height)


def article_address(pk: int) -> str:
    """The address that never changes and says nothing."""
    return reverse("articles:by_number", args=[pk])


def find_articles(reader: User, typed: Collection[str]) -> dict[str, Article]:
    """Visible articles by what somebody typed: slug, external id, title, or a former title."""
    folded = {text: fold(text) for text in typed}
    rows = Article.objects.visible_to(reader).filter(
        Q(slug__in=folded) | Q(external_id__in=folded) | Q(folded_title__in=folded.values())
    )
    names: dict[str, Article] = {}
    for row in rows.order_by("-archived_at", "-pk"):
        for name in (row.folded_title, fold(row.external_id or ""), row.slug):
            names[name] = row
    found = {text: names[name] for text, name in folded.items() if name in names}
    found |= {text: names[text] for text in typed if text in names}
    missing = [text for text in typed if text not in found]
    if missing:
        former = Revision.objects.filter(title__in=missing).select_related("article")
        seen = Article.objects.visible_to(reader).filter(pk__in=former.values("article_id"))
        readable = {row.pk: row for row in seen}
        found |= {
            row.title: readable[row.article_id] for row in former if row.article_id in readable
        }
    return found
