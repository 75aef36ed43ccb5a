"""How each channel wants its replies, and how a person's team opens and closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import get_language

from accounts.models import Team
from knowledge.replies.composing import ProfileShape, Sentences
from knowledge.replies.models import ChannelProfile, Sentence
from knowledge.replies.permissions import can_set_up_channels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import User

_FRENCH: Final = "fr"
_USUAL: Final = {
    ("mail", "en"): Sentences("Hello,", "Kind regards,\n{name}"),
    ("mail", "fr"): Sentences("Bonjour,", "Cordialement,\n{name}"),
    ("letter", "en"): Sentences("Dear customer,", "Yours sincerely,\n{name}"),
    ("letter", "fr"): Sentences(
        "Madame, Monsieur,",
        "Nous vous prions d’agréer, Madame, Monsieur, nos salutations distinguées.\n{name}",
    ),
    ("public", "en"): Sentences(privately="Write to us privately: we will look at it together."),
    ("public", "fr"): Sentences(
        privately="Écrivez-nous en message privé, nous regardons ensemble."
    ),
}
"""What is said where no team wrote anything; in the language of the reply, not of the interface."""


def profiles() -> QuerySet[ChannelProfile]:
    """Those in use, in the order that administrators gave them."""
    return ChannelProfile.objects.filter(retired_at=None)


def profile_for(channel: str) -> ChannelProfile | None:
    """The first one of a channel; of an unknown channel the first e-mail, or the first of all."""
    rows = {row.channel: row for row in reversed(list(profiles()))}
    return rows.get(channel) or rows.get("email") or profiles().first()


def profile_name(profile: ChannelProfile) -> str:
    """In the active language; the channel's own name where it has none."""
    in_french = (get_language() or "").startswith(_FRENCH)
    named = (profile.name_fr or profile.name) if in_french else (profile.name or profile.name_fr)
    return named or str(profile.get_channel_display())


def shape_of(profile: ChannelProfile) -> ProfileShape:
    """What composing asks of it."""
    return ProfileShape(
        style=profile.style,
        limit=profile.limit,
        counting=profile.counting,
        has_links=profile.has_links,
    )


def sentences_for(person: User, profile: ChannelProfile, language: str) -> Sentences:
    """How this person's team opens and closes there: the nearest team upwards counts, in it the sentence
    of the channel before the one for every channel, which is for written ones alone: nobody greets across
    a counter as in a letter. `{name}` and `{team}` are filled in. Two queries.
    """
    team = person.team
    above = [*Team.objects.ancestors_of(team, include_self=True)] if team else []
    is_written = profile.style not in {"spoken", "card"}
    channels = ["", profile.channel] if is_written else [profile.channel]
    rows = Sentence.objects.filter(
        Q(team=None) | Q(team__in=above), language=language, channel__in=channels
    )
    depths = {one.pk: one.depth for one in above}
    found = _nearest(rows, depths)
    usual = _USUAL.get((profile.style, language), Sentences())
    signs = {"{name}": person.display_name, "{team}": team.name if team else ""}

    def said(place: str, otherwise: str) -> str:
        words = found.get(place, otherwise)
        for sign, name in signs.items():
            words = words.replace(sign, name)
        return words.strip()

    return Sentences(
        opening=said(Sentence.Place.OPENING, usual.opening),
        closing=said(Sentence.Place.CLOSING, usual.closing),
        privately=said(Sentence.Place.PRIVATELY, usual.privately) if profile.is_public else "",
    )


def _nearest(rows: Iterable[Sentence], depths: dict[int, int]) -> dict[str, str]:
    """The words for each place, whose sentence stands nearest; the company's own stand farthest."""

    def nearness(row: Sentence) -> tuple[int, bool]:
        return (depths[row.team_id] if row.team_id else -1, row.channel != "")

    return {row.place: row.words for row in sorted(rows, key=nearness)}


def teams_to_word(person: User) -> QuerySet[Team]:
    """Those whose sentences this person writes: all for an administrator, else those they manage and
    everything below.
    """
    if can_set_up_channels(person):
        return Team.objects.in_tree_order()
    below = Q(pk__in=[])
    for team in person.managed_teams.all():
        below |= Q(path__startswith=team.path)
    return Team.objects.filter(below).in_tree_order()


def own_sentences(team: Team | None, language: str, channel: str) -> dict[str, str]:
    """What a team itself says there, by place; nothing that stands above it."""
    rows = Sentence.objects.filter(team=team, language=language, channel=channel)
    return dict(rows.values_list("place", "words"))


def sentences_of(teams: QuerySet[Team], *, for_all: bool) -> QuerySet[Sentence]:
    """Every sentence of these teams, and those of the company for its administrators."""
    asked = Q(team__in=teams) | (Q(team=None) if for_all else Q(pk__in=[]))
    rows = Sentence.objects.filter(asked).select_related("team", "changed_by")
    return rows.order_by("team__tree_order", "language", "channel", "place")
