"""Who may keep what on the reply desk. Trays and records need none of it: they are one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.permissions import (
    can_administer,
    can_curate_topics,
    can_edit_area,
    is_lead_of,
)
from knowledge.articles.permissions import can_edit

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.articles.models import Article
    from knowledge.replies.models import Complaint


def can_publish_policy(user: User) -> bool:
    """And read who accepted it."""
    return can_administer(user)


def can_set_up_channels(user: User) -> bool:
    """How each channel wants its replies, and what the whole company opens and closes with."""
    return can_administer(user)


def can_name_spokespersons(user: User, area: Area) -> bool:
    return can_edit_area(user, area)


def can_keep_procedure(user: User, area: Area | None) -> bool:
    """The company's: administrators; an area's: its leads too."""
    return can_administer(user) if area is None else can_edit_area(user, area)


def can_handle_complaint(user: User, complaint: Complaint) -> bool:
    """Mark its steps, close it, open it again: of those who see it, everybody but an onlooker."""
    if user.pk in {complaint.owner_id, complaint.raised_by_id} or can_administer(user):
        return user.is_active
    return complaint.area_id is not None and is_lead_of(user, [complaint.area_id])


def can_write_variants(user: User, article: Article) -> bool:
    """May write and confirm a visible article's words for a channel: who may publish it, while it is not
    archived.
    """
    return not article.is_archived and can_edit(user, article)


def can_approve_words(user: User, article: Article) -> bool:
    """May let a variant be said of a delicate matter: the leads of its areas and administrators; of an
    article without an area, any lead.
    """
    if can_administer(user):
        return True
    areas = [area.pk for area in article.areas.all()]
    return is_lead_of(user, areas) if areas else user.is_active and user.is_lead


def can_keep_delicate(user: User) -> bool:
    """May say which topics are delicate and what may be said of them: leads and administrators."""
    return can_curate_topics(user)


def can_keep_lint(user: User) -> bool:
    """May keep the watch list, and say what blocks a copy: leads and administrators."""
    return can_curate_topics(user)


def can_import_contacts(user: User) -> bool:
    """Closed contacts of the ticket system: administrators and managers."""
    return can_administer(user) or (user.is_active and user.is_manager)
