"""What a page keeps of words that were handed out, so that their record can be written later.

A pin is signed: it proves that this person was given these words of this state, under the rule as it
then was. The record needs no second look at who may read what, nor at what changed meanwhile.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import Final

from django.core import signing

from knowledge.articles.models import Article, Revision
from knowledge.replies.actions.recording import Used
from knowledge.replies.actions.snippets import UnknownSnippet, source_of, used_in, uses_of
from knowledge.replies.queries.copyable import ARTICLE, Copyable
from knowledge.replies.queries.snippets import Source
from knowledge.replies.queries.trays import TrayReply
from knowledge.replies.wording import fingerprint
from knowledge.threads.models import Answer, AnswerVersion

STANDS: Final = timedelta(days=31)
"""How long a press may wait on a device without network."""

_SALT: Final = "knowledge.replies.pins"
_TRAY_SALT: Final = "knowledge.replies.pins.tray"
_TRAY: Final = "t."
"""How the pin of a tray begins."""


class BadPin(ValueError):
    """It is not ours, too old, or what it names is gone."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Whose, and what: article and revision, or answer and version, by id."""

    person_id: int
    kind: str
    source_id: int
    state_id: int
    key: str

    @classmethod
    def of(cls, person_id: int, words: Copyable) -> Pin:
        """For words that this person is given now."""
        return cls(person_id, words.kind, words.source_id, words.state_id, words.passage.key)

    @classmethod
    def read(cls, sealed: str) -> Pin:
        """Raises BadPin."""
        try:
            person_id, kind, source_id, state_id, key = signing.loads(
                sealed, salt=_SALT, max_age=STANDS
            )
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise BadPin(str(error)) from error
        return cls(int(person_id), str(kind), int(source_id), int(state_id), str(key))

    def sealed(self) -> str:
        """About 100 characters that a browser may keep."""
        said = [self.person_id, self.kind, self.source_id, self.state_id, self.key]
        return signing.dumps(said, salt=_SALT)

    def used(self) -> tuple[Used, str]:
        """What the record is pinned to, and its language. Raises BadPin if it was deleted meanwhile."""
        try:
            if self.kind == ARTICLE:
                article = Article.objects.get(pk=self.source_id)
                revision = Revision.objects.get(pk=self.state_id, article=article)
                return Used(
                    article=article, revision=revision, passage_key=self.key
                ), article.language
            answer = Answer.objects.select_related("thread").get(pk=self.source_id)
            version = AnswerVersion.objects.get(pk=self.state_id, answer=answer)
        except (
            Article.DoesNotExist,
            Revision.DoesNotExist,
            Answer.DoesNotExist,
            AnswerVersion.DoesNotExist,
        ) as error:
            raise BadPin(str(error)) from error
        return Used(
            answer=answer, answer_version=version, passage_key=self.key
        ), answer.thread.language


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayPin:
    """The same of a tray whose reply was handed out: for whom, for which reader, channel and language,
    the fingerprint of its words, what they are made of, and the last row that was in it.
    """

    person_id: int
    tray_id: int
    newest_row: int
    reader: str
    channel: str
    language: str
    is_edited: bool
    fingerprint: str
    sources: tuple[Source, ...]

    @classmethod
    def of(cls, person_id: int, reply: TrayReply) -> TrayPin:
        """For a reply that may leave now."""
        tray = reply.tray
        return cls(
            person_id=person_id,
            tray_id=tray.pk,
            newest_row=max(item.row.pk for item in reply.items),
            reader=tray.profile.reader,
            channel=tray.profile.channel,
            language=tray.language,
            is_edited=reply.is_edited,
            fingerprint=fingerprint(reply.shown.plain),
            sources=tuple(source_of(use) for use in used_in(reply)),
        )

    @classmethod
    def read(cls, sealed: str) -> TrayPin:
        """Raises BadPin."""
        try:
            *said, sources = signing.loads(
                sealed.removeprefix(_TRAY), salt=_TRAY_SALT, max_age=STANDS
            )
            names = list(cls.__dataclass_fields__)[:-1]
            read = tuple(Source(**dict(zip(_SOURCE, one, strict=True))) for one in sources)
            return cls(**dict(zip(names, said, strict=True)), sources=read)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise BadPin(str(error)) from error

    def sealed(self) -> str:
        """About 250 characters, and some 20 for each passage."""
        *said, _sources = astuple(self)
        sources = [astuple(source) for source in self.sources]
        return _TRAY + signing.dumps([*said, sources], salt=_TRAY_SALT, compress=True)

    def used(self) -> list[Used]:
        """What the record is pinned to. Raises BadPin if something of it was deleted meanwhile."""
        try:
            return uses_of(self.sources)
        except UnknownSnippet as error:
            raise BadPin(str(error)) from error


_SOURCE: Final = tuple(Source.__dataclass_fields__)


def read_pin(sealed: str) -> Pin | TrayPin:
    """Raises BadPin."""
    return TrayPin.read(sealed) if sealed.startswith(_TRAY) else Pin.read(sealed)
