"""Run as a program in a DATA_DIR of its own: a follower is killed again and again while articles change.

    python -m tests.search.index.following_and_dying KILLS SEED

Each time a child process follows the change log, and rebuilds now and then; its parent changes
articles meanwhile and kills it at a random moment. After each tenth another child follows to the end
and compares. The parent never opens the index, so that every child begins as a new process does.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - models need the setup
from django.db import connection, transaction  # noqa: E402
from tantivy import Occur, Query  # noqa: E402

from knowledge.articles.models import Article, Revision  # noqa: E402
from knowledge.search import follower as following  # noqa: E402
from knowledge.search import registry, schema  # noqa: E402
from knowledge.search.actions import note_change  # noqa: E402
from knowledge.search.engine import Generation  # noqa: E402
from knowledge.search.folder import Folder  # noqa: E402
from tests.factories import make_article  # noqa: E402
from tests.migrated import migrate_own_database  # noqa: E402

ARTICLES = 40
CHECK_EVERY = 10
REBUILD_EVERY = 6
LONGEST_SECONDS = 0.25
SMALL_CHUNK = 5

Action = Callable[[], object]


def in_child(action: Action) -> int:
    """The id of a new process that does this; it ends with 1 when the action fails."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    try:
        action()
    except BaseException as error:  # noqa: BLE001 - the child says why it ends, and ends
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def follow_for_ever() -> None:
    folder = Folder(settings.INDEX_DIR)
    with folder.lock() as ours:
        assert ours
        follower = following.Follower(folder)
        while True:
            follower.step()


def change_something(chance: random.Random, number: int) -> None:
    """Give an article a new word, take it out of sight, or put it back."""
    pk = chance.choice(list(Article.objects.values_list("pk", flat=True)))
    with transaction.atomic():
        article = Article.objects.get(pk=pk)
        article.title = f"Sprocket word{number}x"
        latest = Revision.objects.filter(article=article).latest("number")
        article.current = None if article.current and chance.random() < 0.3 else latest
        article.save()
        note_change(kind="article", object_id=pk)


def compare() -> None:
    """The index holds each published article once, as it is now, and nothing else."""
    folder = Folder(settings.INDEX_DIR)
    with folder.lock() as ours:
        assert ours
        follower = following.Follower(folder)
        while follower.step():
            pass
        follower.close()
    current = folder.current()
    assert current is not None
    index = Generation(current)
    published = dict(Article.objects.filter(current__isnull=False).values_list("pk", "title"))
    assert index.documents == len(published), f"{index.documents} of {len(published)}"
    passages = sum(
        article.live.text.passages.count() for article in Article.objects.filter(pk__in=published)
    )
    kept = index._passages_now.num_docs
    assert kept == passages, f"{kept} passages of {passages}"
    of = schema.document_schema()
    for pk, title in published.items():
        ref = Query.term_query(of, "ref", schema.ref_of("article", pk))
        word = Query.term_query(of, "raw", title.split()[1])
        both = Query.boolean_query([(Occur.Must, ref), (Occur.Must, word)])
        assert index.count(ref) == index.count(both) == 1, f"{pk}: {title}"


def main() -> None:
    kills, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    registry.forget("person")  # articles alone: nobody follows the names of their authors here
    following.CHUNK = SMALL_CHUNK  # type: ignore[misc]
    following.AT_ONCE = 2 * SMALL_CHUNK  # type: ignore[misc]
    migrate_own_database(Path(connection.settings_dict["NAME"]))
    for number in range(ARTICLES):
        make_article(f"Sprocket first{number}x")
    changes = 0
    for kill in range(1, kills + 1):
        if kill % REBUILD_EVERY == 0:
            Folder(settings.INDEX_DIR).ask_for_rebuild("a test")
        pid = in_child(follow_for_ever)
        until = time.monotonic() + chance.uniform(0.0, LONGEST_SECONDS)
        while time.monotonic() < until:
            changes += 1
            change_something(chance, changes)
        os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
        assert os.WIFSIGNALED(status), f"the follower ended by itself: {status}"
        if kill % CHECK_EVERY == 0 or kill == kills:
            _pid, status = os.waitpid(in_child(compare), 0)
            assert status == 0, f"after {kill} kills and {changes} changes the index is wrong"
    sys.stdout.write(f"{kills} kills, {changes} changes\n")


if __name__ == "__main__":
    main()
