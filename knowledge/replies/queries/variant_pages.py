"""What the pages of an article's words for channels show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from knowledge.articles.models import Revision
from knowledge.passages.channels import Channel
from knowledge.replies.composing import Part, Sentences, compose
from knowledge.replies.models import VariantVersion
from knowledge.replies.queries.copied import CHANNEL_ICONS
from knowledge.replies.queries.profiles import profile_name, profiles, shape_of
from knowledge.replies.queries.variants import variants_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowledge.articles.models import Article
    from knowledge.replies.composing import Composed
    from knowledge.replies.models import Variant
    from knowledge.replies.queries.variants import Standing


@dataclass(frozen=True, slots=True)
class Cell:
    """A channel in one language, with its words if somebody wrote any."""

    channel: Channel
    icon: str
    language: str
    language_name: str
    found: Standing | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The words as one profile of the channel sends them."""

    name: str
    composed: Composed


def cells_of(article: Article) -> list[Cell]:
    """Every channel in every language, the article's own language first; one query."""
    found = {(one.variant.channel, one.variant.language): one for one in variants_of(article)}
    names = sorted(settings.LANGUAGES, key=lambda row: row[0] != article.language)
    return [
        Cell(channel, CHANNEL_ICONS[channel], code, str(name), found.get((channel.value, code)))
        for code, name in names
        for channel in Channel
    ]


def shown_in(words: str, channel: str, language: str) -> list[Shown]:
    """As each profile of the channel sends these words, without anybody's greeting; one query."""
    part = Part(plain="", variant_words=words)
    return [
        Shown(profile_name(row), compose([part], shape_of(row), language, Sentences()))
        for row in profiles()
        if row.channel == channel
    ]


def versions_of(variant: Variant) -> QuerySet[VariantVersion]:
    """Every wording it had, the newest first."""
    rows = VariantVersion.objects.filter(variant=variant)
    return rows.select_related("author", "approved_by", "revision").order_by("-number")


def changes_since(found: Standing) -> list[Revision]:
    """The revisions of the article since the words were written, the newest first."""
    rows = Revision.objects.filter(
        article=found.variant.article_id, number__gt=found.version.revision.number
    )
    return list(rows.select_related("author").order_by("-number")[:10])
