"""Answers and comments of a thread's page: drawn once, filled in for each; see `ui/kept.py` for why.

A thread may have hundreds of answers. Addresses below an answer's own are written in the templates, so
that they are not looked up a thousand times.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from knowledge.threads.documents import COPY_ROUTE
from knowledge.threads.models import CloseReason
from knowledge.ui import frame, kept, numbers, pieces, times
from knowledge.ui.tokens import form_token

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from accounts.models import User
    from accounts.requests import SignedInRequest
    from knowledge.articles.queries.comments import ShownComment
    from knowledge.articles.queries.reading import ShownPassage
    from knowledge.threads.permissions import ThreadRights
    from knowledge.threads.queries.pages import ShownAnswer, ThreadPage
    from knowledge.ui.kept import Shape


@dataclass(frozen=True)
class Drawer:
    """What all parts of one page have in common."""

    request: SignedInRequest
    shown: ThreadPage
    rights: ThreadRights

    @cached_property
    def root(self) -> str:
        """The thread's address."""
        return reverse("threads:detail", args=[self.shown.thread.pk])

    @cached_property
    def collect_root(self) -> str:
        """Where collect keys post, up to their passage."""
        return frame.collect_url_of(f"{self.copy_root}?")

    @cached_property
    def copy_root(self) -> str:
        """Where a copy key posts, which writes the reply record."""
        return reverse(COPY_ROUTE)

    @cached_property
    def token(self) -> str:
        return form_token(self.request)

    @cached_property
    def is_solved(self) -> bool:
        """Whether one of the answers is accepted."""
        return self.shown.accepted is not None

    @cached_property
    def people(self) -> dict[int, SafeString]:
        """Face and linked name of everybody drawn so far."""
        return {}

    @cached_property
    def links(self) -> dict[int, tuple[SafeString, str]]:
        """Face and address of everybody who commented."""
        return {}

    @cached_property
    def shapes(self) -> dict[tuple[Hashable, ...], Shape]:
        """Of parts drawn so far, so that each is looked for once, and not for every answer."""
        return {}

    @cached_property
    def is_closed(self) -> bool:
        """Whether nothing of it may be copied."""
        return self.shown.thread.close_reason == CloseReason.SENSITIVE

    def answers(self) -> list[SafeString]:
        """Each as an `<article>` with its etag."""
        return [self._answer(one) for one in self.shown.answers]

    def comments(self) -> SafeString:
        """Those on the question."""
        return self._comments(self.shown.comments)

    def _answer(self, one: ShownAnswer) -> SafeString:
        answer, rights = one.answer, self.rights
        may_read = not answer.is_withdrawn
        facts = {
            "is_withdrawn": answer.is_withdrawn,
            "is_accepted": answer.is_accepted,
            "is_partial": answer.is_partial,
            "is_corrected": answer.version > 1,
            "is_own": one.is_own,
            "helped_me": one.helped_me,
            "may_change": one.may_change,
            "accepting": self._accepting(one) if rights.can_accept else "",
            "has_comments": bool(one.comments),
        }
        holes = {
            "pk": answer.pk,
            "etag": one.etag,
            "url": f"{self.root}answers/{answer.pk}/",
            "author": self._person(answer.author),
            "created": times.time_tag(answer.created_at),
            "edited": times.time_tag(answer.edited_at) if answer.edited_at else "",
            "withdrawn": _withdrawn(answer.withdrawn_by),
            "passages": self._passages(one.passages, answer.pk) if may_read else "",
            "helped": _helped(one.helped),
            "comments": self._comments(one.comments),
            "csrf_token": self.token,
        }
        return self._draw("threads/_answer.html", facts, holes)

    def _accepting(self, one: ShownAnswer) -> str:
        if one.answer.is_accepted:
            return "undo"
        return "" if self.is_solved else "do"

    def _person(self, who: User) -> SafeString:
        drawn = self.people.get(who.pk)
        if drawn is None:
            drawn = self.people[who.pk] = pieces.person_tag(who)
        return drawn

    def _passages(self, passages: Sequence[ShownPassage], answer: int) -> SafeString:
        spoken = self.shown.thread.language
        drawn = []
        for one in passages:
            facts = {
                "is_heading": one.is_heading,
                "level": one.audience.value,
                "says_audience": one.says_audience,
                "is_copyable": one.is_copyable and not self.is_closed,
                "spoken": spoken,
            }
            place = f"answer={answer}&passage={one.passage.key}"
            holes = {
                "key": one.passage.key,
                "answer": answer,
                "html": SafeString(one.passage.html),  # sanitised when it was kept
                "copy_url": f"{self.copy_root}?{place}",
                "collect_url": f"{self.collect_root}{place}",
                "csrf_token": self.token,
            }
            drawn.append(self._draw("threads/_passage.html", facts, holes))
        return SafeString("".join(drawn))

    def _draw(
        self, template: str, facts: Mapping[str, Hashable], holes: Mapping[str, Any]
    ) -> SafeString:
        """As `kept.draw`, for the part of one template; each of its facts is always of one type."""
        key = (template, *facts.values())
        shape = self.shapes.get(key)
        if shape is None:
            shape = self.shapes[key] = kept.shape(template, facts, tuple(holes))
        return shape.fill(holes)

    def _comments(self, comments: Iterable[ShownComment]) -> SafeString:
        return mark_safe("".join(self._comment(one) for one in comments))  # noqa: S308 - drawn by templates

    def _comment(self, one: ShownComment) -> SafeString:
        comment = one.comment
        removed = comment.removed_at is not None
        who = comment.removed_by if removed and comment.removed_by else comment.author
        if who.pk not in self.links:
            self.links[who.pk] = (pieces.face(who), who.get_absolute_url())
        face, address = self.links[who.pk]
        facts: dict[str, Any] = {
            "is_removed": removed,
            "is_edited": comment.edited_at is not None,
            "may_change": one.may_change,
            "has_replies": bool(one.replies),
        }
        holes = {
            "pk": comment.pk,
            "face": face,
            "name": who.display_name,
            "address": address,
            "created": times.time_tag(comment.created_at),
            "html": mark_safe(comment.html),  # noqa: S308 - sanitised when it was kept
            "url": f"{self.root}comments/{comment.pk}/",
            "replies": self._comments(one.replies),
        }
        return self._draw("threads/_comment.html", facts, holes)


def _withdrawn(by: User | None) -> SafeString | str:
    return kept.draw("threads/_withdrawn.html", {}, {"name": by.display_name}) if by else ""


def _helped(people: int) -> SafeString | str:
    """How many it helped; the number is a fact, because the words depend on it."""
    if not people:
        return ""
    return kept.draw("threads/_helped.html", {"n": people}, {"shown": numbers.number(people)})
