"""What tests tell people about."""

from typing import Any

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.notifications.sending import Postman


def tell(
    people: User | list[User],
    article: Article,
    kind: Notification.Kind = Notification.Kind.ANSWER,
    **fields: Any,
) -> list[Notification]:
    """A line about the article by its owner; an answer is mailed at once."""
    return notify(
        people=[people] if isinstance(people, User) else people,
        actor=article.owner,
        kind=kind,
        subject_kind="article",
        subject_id=article.pk,
        title=article.title,
        url=article.get_absolute_url(),
        **fields,
    )


def send_all() -> None:
    """What the worker does until nothing is due."""
    postman = Postman()
    while postman.run():
        pass
