"""What the panel does with the person's tray for a case; all else is done by `actions.trays`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from knowledge.articles.models import Article
from knowledge.replies.actions.panel import NotGiven
from knowledge.replies.actions.recording import NothingToCopy
from knowledge.replies.actions.trays import (
    change_tray,
    collect,
    open_tray,
    switch_tray,
    take_out,
)
from knowledge.replies.queries.copied import answer_for
from knowledge.replies.queries.copyable import ARTICLE
from knowledge.replies.queries.snippets import read_names

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from knowledge.replies.models import ChannelProfile, Tray
    from knowledge.replies.queries.copyable import Asked
    from knowledge.threads.models import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTray:
    """What the panel says of the tray: for which channel, language and case."""

    profile: ChannelProfile
    language: str
    reference: str = ""


@transaction.atomic
def collect_in_panel(
    *, person: User, tray: Tray | None, name: str, case: CaseTray, search: UUID | None = None
) -> Tray:
    """The passage of that name goes into the tray, begun for the case if there is none; from now on the
    collect key fills this tray everywhere. The others stay as they are.

    Raises what `collect` and `change_tray` raise, and NotGiven where the company keeps no channel.
    """
    if case.profile.pk is None:
        raise NotGiven(_("No channel is in use: an administrator adds one before you can collect."))
    if tray is None:
        open_tray(
            person=person,
            profile=case.profile,
            language=case.language,
            reference=case.reference,
        )
    else:
        follow_case(tray=tray, case=case)
        if not tray.is_current:
            switch_tray(tray=tray)
    article, answer, key = _source(person, name)
    return collect(person=person, article=article, answer=answer, passage_key=key, search=search)


@transaction.atomic
def leave_out(*, tray: Tray, name: str) -> None:
    """The passage of that name leaves the tray; one that is not in it stays out."""
    for one in read_names([name]):
        by = Q(article__slug=one.name) if one.kind == ARTICLE else Q(answer=one.name)
        for row in tray.passages.filter(by, passage_key=one.keys[0]):
            take_out(tray=tray, row=row)


def follow_case(*, tray: Tray, case: CaseTray) -> Tray:
    """The tray has the channel, the language and the case that the panel shows. Raises ValidationError
    for a reference that may say who the customer is.
    """
    wanted = (
        case.profile if case.profile.pk else tray.profile,
        case.language,
        case.reference or tray.reference,
    )
    if wanted == (tray.profile, tray.language, tray.reference):
        return tray
    profile, language, reference = wanted
    return change_tray(tray=tray, profile=profile, language=language, reference=reference)


def _source(person: User, name: str) -> tuple[Article | None, Answer | None, str]:
    """Where the passage stands, if the person may read it there. Raises NothingToCopy."""
    asked: Asked | None = next(iter(read_names([name])), None)
    if asked is None:
        raise NothingToCopy
    if asked.kind != ARTICLE:
        answer = answer_for(person, int(asked.name))
        if answer is None:
            raise NothingToCopy
        return None, answer, asked.keys[0]
    found = Article.objects.visible_to(person).filter(slug=asked.name, current__isnull=False)
    article = found.select_related("current__text").first()
    if article is None:
        raise NothingToCopy
    return article, None, asked.keys[0]
