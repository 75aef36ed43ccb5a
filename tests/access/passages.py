"""A file may be read by whoever reads something that shows it."""

from django.urls import reverse

from knowledge.passages.actions import use_attachments
from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_article, make_attachment, restrict_area


def _file(name: str):
    def url(cast: Cast) -> str:
        restrict_area(cast.area, cast.team)
        article = make_article(owner=cast.expert, areas=[cast.area])
        attachment = make_attachment(by=cast.expert)
        use_attachments(keys=[attachment.key], subject_kind="article", subject_id=article.pk)
        return reverse(f"passages:{name}", args=[attachment.key, attachment.name])

    return url


ROUTES = {
    "passages:attachment": expect(
        url=_file("attachment"), everyone=200, outsider=404, stranger=SIGN_IN
    ),
    "passages:thumbnail": expect(
        url=_file("thumbnail"), everyone=200, outsider=404, stranger=SIGN_IN
    ),
}
