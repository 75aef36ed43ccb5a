"""A reply given through the panel: put together, checked like any reply that leaves, written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from knowledge.areas.models import Area
from knowledge.passages.customer_identity import check_reference
from knowledge.passages.watching import checker
from knowledge.replies.actions.snippets import (
    record_snippets,
    seal,
    source_areas,
    unseal,
    uses_of,
)
from knowledge.replies.composing import compose
from knowledge.replies.composing.forms import edited
from knowledge.replies.models import ReplyRecord, Tray, TrayPassage, Way
from knowledge.replies.queries.policy import must_accept
from knowledge.replies.queries.profiles import sentences_for, shape_of
from knowledge.replies.queries.snippets import read_names, still_told, tell
from knowledge.replies.queries.spokespersons import spokesperson_needed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import User
    from knowledge.replies.composing import Composed
    from knowledge.replies.models import ChannelProfile
    from knowledge.replies.queries.snippets import Source


@dataclass(frozen=True, slots=True)
class PutTogether:
    """The words, what was sealed of those that they are made of, and how many may not be told any more."""

    composed: Composed
    sealed: tuple[str, ...]
    missing: int = 0


@dataclass(frozen=True, slots=True)
class _Draft:
    """Words as somebody would send them."""

    person: User
    profile: ChannelProfile
    language: str
    text: str
    sources: Sequence[Source]
    reference: str
    search: UUID | None


class NotGiven(Exception):
    """The reply stays here. `words` say why and what to do, `url` is where, if it is somewhere."""

    def __init__(self, words: str, url: str = "", label: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.url = url
        self.label = label


def put_together(
    *, person: User, names: Sequence[str], profile: ChannelProfile, language: str
) -> PutTogether:
    """Snippets in this order as one reply for the channel. Raises NotGiven when nothing of it may be told."""
    asked = read_names(names)
    told = tell(person, asked, channel=profile.channel, language=language, as_draft=True)
    found = [told[name] for name in names if name in told]
    if not found:
        raise NotGiven(_("Nothing of this may be told to a customer any more. Search again."))
    composed = compose(
        [snippet.part for snippet in found],
        shape_of(profile),
        language,
        sentences_for(person, profile, language),
    )
    sealed = tuple(seal(snippet.source, person=person) for snippet in found)
    return PutTogether(composed, sealed, len(set(names)) - len(found))


def give_reply(
    *,
    person: User,
    sealed: Sequence[str],
    text: str,
    composed: str,
    profile: ChannelProfile,
    language: str,
    key: UUID,
    reference: str = "",
    search: UUID | None = None,
    told: bool = False,
) -> tuple[ReplyRecord, Composed]:
    """The record of the words as they stand in the panel's field, and the words in the channel's pieces.

    What was closed or changed since it was put together stays here; a known key only says again what
    left. What was told needs no words. Raises NotGiven when they may not leave so, UnknownSnippet, and
    ValidationError for the reference.
    """
    said = edited(text, shape_of(profile))
    if not told:
        _look_at_words(said.plain)
    sources = [unseal(one, person=person) for one in dict.fromkeys(sealed)]
    if not ReplyRecord.objects.filter(person=person, key=key).exists():
        _look_at_sources(person, profile.channel, language, sources)
    _look_at_policy(person, profile)
    _look_at_spokesperson(_Draft(person, profile, language, said.plain, sources, reference, search))
    record, _is_new = record_snippets(
        person=person,
        sealed=sealed,
        channel=profile.channel,
        language=language,
        way=Way.TOLD if told else Way.PANEL,
        key=key,
        reference=reference,
        text="" if told else said.plain,
        is_edited=not told and said.plain != edited(composed, shape_of(profile)).plain,
        search=search,
    )
    return record, said


def _look_at_words(text: str) -> None:
    look = checker()
    if not text:
        raise NotGiven(_("There are no words to send."))
    blocking = look.blocking(look.findings(text))
    if blocking:
        shown = ", ".join(dict.fromkeys(one.shown for one in blocking))
        raise NotGiven(
            _("Take this out before it goes to a customer: %(words)s") % {"words": shown}
        )


def _look_at_sources(person: User, channel: str, language: str, sources: Sequence[Source]) -> None:
    """Between putting together and sending an article may have been closed, archived or corrected."""
    if not still_told(person, sources, channel=channel, language=language):
        raise NotGiven(
            _(
                "Something in this reply has changed or may not be told to a customer any more. "
                "Go back, search again and collect it once more."
            )
        )


def _look_at_policy(person: User, profile: ChannelProfile) -> None:
    if must_accept(person, profile):
        raise NotGiven(
            _("Before you speak in public, read the social-media policy and accept it."),
            reverse("replies:policy"),
            _("Read the policy"),
        )


def _look_at_spokesperson(draft: _Draft) -> None:
    """Where an area has a spokesperson they speak in public: the draft waits in a tray for them, because
    an address would leave it in histories and logs.
    """
    if not draft.profile.is_public:
        return
    areas = source_areas(draft.sources)
    speakers = spokesperson_needed(draft.person, areas)
    if speakers:
        area = Area.objects.filter(pk__in=areas).order_by("tree_order").first()
        asked = {"tray": str(_kept(draft).pk), "area": area.slug if area else ""}
        names = ", ".join(one.display_name for one in speakers)
        raise NotGiven(
            _("In public %(names)s speaks about this. Hand the words over.") % {"names": names},
            f"{reverse('replies:hand_over')}?{urlencode(asked)}",
            _("Hand over"),
        )


@transaction.atomic
def _kept(draft: _Draft) -> Tray:
    """A tray with the words and what they are made of, beside the one that is being filled. The same
    words pressed again are the same tray. Raises ValidationError for the reference.
    """
    reference, now = check_reference(draft.reference), timezone.now()
    asked = {"profile": draft.profile, "language": draft.language, "reference": reference}
    waiting = Tray.objects.filter(person=draft.person, done_at=None, draft=draft.text, **asked)
    known = waiting.first()
    if known is not None:
        return known
    tray = Tray(
        person=draft.person,
        is_current=False,
        draft=draft.text,
        search=draft.search,
        created_at=now,
        changed_at=now,
        **asked,
    )
    tray.full_clean(validate_constraints=False)
    tray.save()
    TrayPassage.objects.bulk_create(
        TrayPassage(
            tray=tray,
            position=position,
            article=use.article,
            revision=use.revision,
            answer=use.answer,
            answer_version=use.answer_version,
            passage_key=use.passage_key,
            added_at=now,
        )
        for position, use in enumerate(uses_of(draft.sources), start=1)
        if use.variant is None
    )
    return tray
