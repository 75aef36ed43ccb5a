"""Who may do what to an article or a writing request. All assume that it is visible to the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import AreaOwner, Expertise
from accounts.permissions import can_administer, is_lead_of
from knowledge.articles.models import Article, Draft, EditingRights, Suggestion, WritingRequest

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


@dataclass(frozen=True, slots=True)
class RequestRights:
    """What one person may do with one writing request, as it stands now.

    `near` to it are the leads of its area, its confirmed experts and administrators; without an area,
    any lead and any confirmed expert. While somebody writes, only they and those who `lead` give it an
    outcome. `names` are of those who wait: for leads of the area alone, administrators not included.
    """

    near: bool
    claim: bool
    release: bool
    close: bool
    names: bool


def request_rights(user: User, request: WritingRequest) -> RequestRights:
    """At most two queries."""
    owns = _leads_request(user, request)
    leads = owns or can_administer(user)
    near = leads or _knows_request(user, request)
    is_mine = request.writer_id == user.pk
    claimed = request.state == WritingRequest.State.CLAIMED
    return RequestRights(
        near=near,
        claim=near and request.state == WritingRequest.State.OPEN,
        release=claimed and (is_mine or leads),
        close=request.is_open and near and (not claimed or is_mine or leads),
        names=owns,
    )


def _leads_request(user: User, request: WritingRequest) -> bool:
    if request.area_id is not None:
        return is_lead_of(user, [request.area_id])
    return user.is_active and AreaOwner.objects.filter(person=user).exists()


def _knows_request(user: User, request: WritingRequest) -> bool:
    confirmed = Expertise.objects.filter(person=user, confirmed_at__isnull=False)
    if request.area is not None:
        confirmed = confirmed.filter(area_id__in=request.area.lineage)
    return user.is_active and confirmed.exists()
