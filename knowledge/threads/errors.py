"""What can go wrong with a thread, in words of the domain; views turn them into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.articles.models import Article
    from knowledge.threads.models import Answer, Thread


class ThreadError(Exception):
    """Base of them all."""


class HasEnded(ThreadError):
    """Closed or a duplicate: reopen it first, or go to `thread.duplicate_of`."""

    def __init__(self, thread: Thread) -> None:
        super().__init__(f"{thread.pk} has ended")
        self.thread = thread


class NotWaiting(ThreadError):
    """What was asked of it makes no sense in its present state: somebody was faster, or a key was
    pressed twice. `thread` is as it stands now.
    """

    def __init__(self, thread: Thread) -> None:
        super().__init__(f"{thread.pk} is {thread.state}")
        self.thread = thread


class AlreadyAccepted(ThreadError):
    """Another answer was accepted by `person` a moment ago."""

    def __init__(self, answer: Answer, person: User) -> None:
        super().__init__(f"{answer.pk} is accepted")
        self.answer = answer
        self.person = person


class ChangedMeanwhile(ThreadError):
    """`person` has changed the same words since the writer began; nothing is written."""

    def __init__(self, person: User) -> None:
        super().__init__("The words were changed meanwhile")
        self.person = person


class Withdrawn(ThreadError):
    """The answer was taken back by its author or a lead."""


class NothingChanged(ThreadError):
    """It reads like this already."""


class OwnAnswer(ThreadError):
    """Nobody thanks themselves."""


class AlreadyClaimed(ThreadError):
    """`person` took it a moment ago: of two at the same instant one wins."""

    def __init__(self, person: User) -> None:
        super().__init__(f"{person.pk} holds it")
        self.person = person


class NotHeld(ThreadError):
    """There is no claim and no offer to give up or to renew: it was handed on or has ended."""


class AlreadyRenewed(ThreadError):
    """A claim is renewed once."""


class NotAnswered(ThreadError):
    """There is no full answer to make an article of."""

    def __init__(self, thread: Thread) -> None:
        super().__init__(f"{thread.pk} has no answer")
        self.thread = thread


class AlreadyDrafted(ThreadError):
    """`person` has begun the article."""

    def __init__(self, person: User) -> None:
        super().__init__(f"{person.pk} writes it")
        self.person = person


class AlreadyWritten(ThreadError):
    """There is an article already; whether the reader may see it is for the view to find out."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"{article.pk} answers it")
        self.article = article
