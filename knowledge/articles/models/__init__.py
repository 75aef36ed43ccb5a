"""The tables of articles."""

from knowledge.articles.models.article import Article, ArticleQuerySet, TaggedArticle
from knowledge.articles.models.draft import Draft
from knowledge.articles.models.event import ArticleEvent, ArticleLink
from knowledge.articles.models.request import WritingRequest
from knowledge.articles.models.revision import Revision
from knowledge.articles.models.suggestion import Suggestion
from knowledge.articles.models.words import Confidence, EditingRights, Kind, Significance

__all__ = [
    "Article",
    "ArticleEvent",
    "ArticleLink",
    "ArticleQuerySet",
    "Confidence",
    "Draft",
    "EditingRights",
    "Kind",
    "Revision",
    "Significance",
    "Suggestion",
    "TaggedArticle",
    "WritingRequest",
]
