"""Many articles as rows of a copy's database: those an import makes, without its Markdown.

Called inside the copy, as `manage.py shell -c "from bench.article_rows import fill; …"`. The change
log isn't told: a rebuild follows, and is what is measured.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from random import Random

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.actions.areas import create_area, restrict_area
from accounts.models import User
from accounts.permissions import hidden_area_ids
from bench.many_articles import SEED, Piece, Sheet, SheetWriter
from knowledge.areas.folding import fold
from knowledge.areas.models import Area, Topic
from knowledge.articles.models import Article, Confidence, Kind, Revision, TaggedArticle
from knowledge.markup import RENDERER_VERSION
from knowledge.passages.models import ALPHABET, Passage, Text

BATCH = 1_000
SMALL_SHARE = 5
CLOSED_SHARE = 10
"""Of a hundred articles: those in the small area, those in the closed one."""

DAYS = 1_095
BRANCHES = 6
LEAVES = 5


@dataclass(frozen=True)
class Filled:
    """What the measuring needs: bytes of text, and the slug of the area with SMALL_SHARE of it."""

    bytes: int
    area: str


def fill(count: int, data: Path, *, closed_to: str, open_to: str) -> dict[str, object]:
    """Write `count` articles; the closed area is kept from one person and open to the other, who owns
    what is in the small one.
    """
    sheets, rows = SheetWriter(data), _Rows(closed_to=closed_to, open_to=open_to)
    total = 0
    for start in range(0, count, BATCH):
        lot = [sheets.sheet() for _turn in range(min(BATCH, count - start))]
        total += sum(sheet.size for sheet in lot)
        rows.save(lot, start)
    rows.point_to_revisions()
    return asdict(Filled(total, rows.small.slug))


class _Rows:
    """Areas, people and topics of the articles, and the statements that write these."""

    def __init__(self, *, closed_to: str, open_to: str) -> None:
        self.chance = Random(SEED)
        self.now = timezone.now()
        self.owners = list(User.objects.filter(is_expert=True))
        self.topics = list(Topic.objects.all()[:40])
        self.leaves = [
            create_area(by=None, name=f"Bench {branch}.{leaf}", parent=root)
            for branch in range(BRANCHES)
            for root in [create_area(by=None, name=f"Bench {branch}")]
            for leaf in range(LEAVES)
        ]
        self.small = create_area(by=None, name="Bench small", parent=self.leaves[0])
        self.closed = create_area(by=None, name="Bench closed", parent=self.leaves[0].parent)
        self.owner_of_small = User.objects.get(email=open_to)
        self._close(User.objects.get(email=closed_to), User.objects.get(email=open_to))

    def _close(self, closed_to: User, open_to: User) -> None:
        assert open_to.team is not None
        restrict_area(self.closed, teams=[open_to.team], by=None)
        if self.closed.pk not in hidden_area_ids(closed_to):
            raise RuntimeError(f"{closed_to.email} is in a team of the closed area")

    @transaction.atomic
    def save(self, sheets: Sequence[Sheet], start: int) -> None:
        """One batch."""
        areas = [self._area() for _sheet in sheets]
        articles = Article.objects.bulk_create(
            self._article(sheet, area, number)
            for number, (sheet, area) in enumerate(zip(sheets, areas, strict=True), start)
        )
        texts = Text.objects.bulk_create([self._text(sheet) for sheet in sheets])
        both = list(zip(sheets, texts, strict=True))
        Passage.objects.bulk_create(p for sheet, text in both for p in self._passages(sheet, text))
        Revision.objects.bulk_create(
            _revision(article, sheet, text)
            for article, (sheet, text) in zip(articles, both, strict=True)
        )
        tagged = Article.areas.through
        tagged.objects.bulk_create(
            tagged(article=article, area=area)
            for article, area in zip(articles, areas, strict=True)
        )
        if self.topics:
            TaggedArticle.objects.bulk_create(
                TaggedArticle(tag=self.chance.choice(self.topics), content_object=article)
                for article in articles
            )

    def point_to_revisions(self) -> None:
        """Publish them all by one statement."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE articles_article SET current_id = (SELECT id FROM articles_revision"
                " WHERE article_id = articles_article.id) WHERE current_id IS NULL"
            )

    def _area(self) -> Area:
        place = self.chance.randrange(100)
        if place < SMALL_SHARE:
            return self.small
        if place < SMALL_SHARE + CLOSED_SHARE:
            return self.closed
        return self.chance.choice(self.leaves)

    def _article(self, sheet: Sheet, area: Area, number: int) -> Article:
        at = self._day(number)
        mine = area == self.small
        owner = self.owner_of_small if mine else self.chance.choice(self.owners)
        article = Article(
            slug=f"{slugify(fold(sheet.title))[:80]}-{number}",
            title=sheet.title,
            folded_title=fold(sheet.title),
            kind=self.chance.choice(Kind.values),
            language=sheet.language,
            owner=owner,
            confidence=self.chance.choice([Confidence.VALIDATED, Confidence.NOT_VALIDATED]),
            verified_at=at,
            verified_by=owner,
            published_at=at,
            updated_at=at,
            external_id=f"bench-{number}",
        )
        article.check_due_on = article.next_check()
        return article

    def _day(self, number: int) -> datetime:
        return self.now - timedelta(days=number * 7919 % DAYS)

    def _text(self, sheet: Sheet) -> Text:
        return Text(
            source=_source(sheet),
            short_answer=sheet.short_answer,
            language=sheet.language,
            renderer_version=RENDERER_VERSION,
            words=sum(len(piece.plain.split()) for piece in sheet.pieces),
        )

    def _passages(self, sheet: Sheet, text: Text) -> list[Passage]:
        short = Piece("", sheet.short_answer, "internal")
        rows = [self._passage(text, short, 0)]
        rows += [self._passage(text, piece, n) for n, piece in enumerate(sheet.pieces, 1)]
        return rows

    def _passage(self, text: Text, piece: Piece, position: int) -> Passage:
        key = "".join(self.chance.choices(ALPHABET, k=10)) if position else "short"
        html = f"<p>{escape(piece.plain)}</p>"
        return Passage(
            text=text,
            key=key,
            kind=Passage.Kind.BODY if position else Passage.Kind.SHORT,
            position=position,
            audience=piece.audience,
            heading=piece.heading,
            level=2 if piece.heading else 0,
            anchor=f"p-{key}",
            html=f"<h2>{escape(piece.heading)}</h2>\n\n{html}" if piece.heading else html,
            plain=piece.plain,
            rich=html if piece.audience == "customer" else "",
            words=len(piece.plain.split()),
        )


def _revision(article: Article, sheet: Sheet, text: Text) -> Revision:
    return Revision(
        article=article,
        number=1,
        text=text,
        title=sheet.title,
        questions=sheet.questions,
        author=article.owner,
        created_at=article.published_at or timezone.now(),
    )


def _source(sheet: Sheet) -> str:
    """The Markdown that is rendered to these passages."""
    parts = []
    for piece in sheet.pieces:
        heading = f"## {piece.heading}\n\n" if piece.heading else ""
        parts.append(f"/// {piece.audience}\n\n{heading}{piece.plain}\n\n///")
    return "\n\n".join(parts)
