"""Run as a program in a DATA_DIR of its own, with EMAIL_URL of a real server: two postmen send side by
side, and are killed at random moments.

    python -m tests.notifications.sending_and_dying MESSAGES KILLS SEED

Prints the Message-ID of every message once all have left; fails when one is lost.
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - models need the setup
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402

from knowledge.notifications.actions import claiming, keep_mail_settings, notify  # noqa: E402
from knowledge.notifications.models import MailState, Notification, OutgoingMail  # noqa: E402
from knowledge.notifications.sending import Postman  # noqa: E402
from tests.factories import make_article, make_person  # noqa: E402
from tests.migrated import migrate_own_database  # noqa: E402

WORKERS = 2
LONGEST_SECONDS = 0.6
PATIENCE_SECONDS = 120


def start_postman() -> int:
    """The id of a new process that sends for ever."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    postman = Postman()
    while True:
        if postman.has_work():
            postman.run()
        time.sleep(0.02)


def queue(messages: int) -> None:
    article, author = make_article(), make_person()
    for _number in range(messages):
        person = make_person()
        keep_mail_settings(person=person, quiet="never")
        notify(
            people=[person],
            actor=author,
            kind=Notification.Kind.ANSWER,
            subject_kind="article",
            subject_id=article.pk,
            title=article.title,
            url=article.get_absolute_url(),
        )


def all_left() -> bool:
    OutgoingMail.objects.filter(state=MailState.QUEUED).update(due_at=F("created_at"))
    waiting = OutgoingMail.objects.exclude(state=MailState.SENT)
    return not waiting.exists()


def main() -> None:
    messages, kills, chance = int(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    claiming.LEASE = timedelta(seconds=1)  # type: ignore[misc]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    migrate_own_database(Path(connection.settings_dict["NAME"]))
    queue(messages)
    postmen = [start_postman() for _number in range(WORKERS)]
    for kill in range(kills):
        time.sleep(chance.uniform(0.0, LONGEST_SECONDS))
        os.kill(postmen[kill % WORKERS], signal.SIGKILL)
        _pid, status = os.waitpid(postmen[kill % WORKERS], 0)
        assert os.WIFSIGNALED(status), f"a postman ended by itself: {status}"
        postmen[kill % WORKERS] = start_postman()
    until = time.monotonic() + PATIENCE_SECONDS
    while not all_left() and time.monotonic() < until:
        time.sleep(0.1)
    for pid in postmen:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert all_left(), list(OutgoingMail.objects.values_list("state", "last_error").distinct())
    for message_id in OutgoingMail.objects.values_list("message_id", flat=True):
        sys.stdout.write(f"<{message_id}>\n")


if __name__ == "__main__":
    main()
