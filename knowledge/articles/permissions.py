"""Who may do what to an article. All assume that the article is visible to the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import Expertise
from accounts.permissions import is_lead_of
from knowledge.articles.models import Article, Draft, EditingRights, Suggestion

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.passages.models import Comment, Flag


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do with one article, as `can_edit` and `can_manage` say it."""

    edit: bool
    manage: bool


def rights_of(user: User, article: Article) -> Rights:
    """Both answers without a query, for an article read through `with_rights_of(user)`."""
    manages = article.owner_id == user.pk or (article.is_led and user.is_active)
    by_experience = article.editing_rights == EditingRights.EXPERIENCE and article.is_known
    return Rights(edit=manages or article.is_co_written or by_experience, manage=manages)


def can_edit(user: User, article: Article) -> bool:
    """May publish a revision. Others suggest.

    Owner, co-authors and the leads of its areas always; confirmed experts of its areas when the editing
    rights are experience-based: what one says of oneself opens nothing.
    """
    if is_author(user, article):
        return True
    areas = list(article.areas.all())
    if is_lead_of(user, [area.pk for area in areas]):
        return True
    if article.editing_rights != EditingRights.EXPERIENCE:
        return False
    lineage = {pk for area in areas for pk in area.lineage}
    confirmed = Expertise.objects.filter(person=user, confirmed_at__isnull=False)
    return confirmed.filter(area_id__in=lineage).exists()


def is_author(user: User, article: Article) -> bool:
    """Owns it or is a co-author."""
    if article.owner_id == user.pk:
        return True
    return any(person.pk == user.pk for person in article.co_authors.all())


def can_manage(user: User, article: Article) -> bool:
    """May verify, archive, restore, hand over, change rights: the owner, or a lead of its areas."""
    return article.owner_id == user.pk or is_lead_of(user, [a.pk for a in article.areas.all()])


def can_decide(user: User, suggestion: Suggestion) -> bool:
    """May accept or decline a suggestion: whoever may edit, but nobody their own."""
    return suggestion.author_id != user.pk and can_edit(user, suggestion.article)


def can_decide_flag(user: User, article: Article, flag: Flag) -> bool:
    """May give a flag its outcome."""
    return flag.subject_id == article.pk and can_edit(user, article)


def can_change_comment(user: User, comment: Comment) -> bool:
    """May edit a comment: its author, while it stands."""
    return comment.author_id == user.pk and comment.removed_at is None


def can_remove_comment(user: User, comment: Comment, article: Article) -> bool:
    """May take a comment away: its author, or who manages the article."""
    return comment.removed_at is None and (
        comment.author_id == user.pk or can_manage(user, article)
    )


def can_open_draft(user: User, draft: Draft) -> bool:
    """A draft is its writer's alone."""
    return draft.person_id == user.pk
