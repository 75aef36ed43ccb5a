"""Every screen at three widths, in both themes and both languages: axe clean, nothing off the side."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.models import Article
from knowledge.replies.actions.complaints import raise_complaint
from knowledge.replies.actions.recording import record_copy
from knowledge.replies.actions.trays import collect
from knowledge.threads.actions.answering import say_line
from knowledge.threads.actions.commenting import comment_on_thread
from knowledge.threads.models import Answer
from tests.articles.asking import ask_for
from tests.browser.conftest import Visit
from tests.factories import (
    make_answer,
    make_area,
    make_article,
    make_person,
    make_thread,
    revise,
)
from tests.replies.ruling import make_rules
from tests.replies.speaking import make_procedure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = """Stays here, with [[Nothing of that name]] and a [link](https://example.org).

| Field | Normal | Wrong when |
|---|---|--:|
| REL-04 | R, read | 12 |

/// customer

## What to say

- [x] Read the meter
- [ ] Call back

///

/// decide

Up to six instalments.

///

```chart
type: bar
title: Calls a week
description: Calls fall by half.
unit: calls
Week 40 | 120
Week 41 | 60
```

```flow
Is the light on?
  Yes: Wait
  No: Replace it
```
"""
VIEWS = {
    "phone, light, English": {"width": 360, "scheme": "light", "language": "en"},
    "tablet, dark, French": {"width": 768, "scheme": "dark", "language": "fr"},
    "wide, light, French": {"width": 1440, "scheme": "light", "language": "fr"},
}
LOOKED_AT = {
    "phone, light, English": slice(None),
    "tablet, dark, French": slice(0, None, 2),
    "wide, light, French": slice(1, None, 2),
}
"""Every screen on a phone, where room is scarce, and in one of the others."""
SCREENS = [
    "/",
    "/search/",
    "/search/?q=meter",
    "/search/save/?q=meter",
    "/search/browser/",
    "/panel/",
    "/panel/?text=meter&case=HAL-1",
    "/panel/bookmarklet/",
    "/search/synonyms/",
    "/search/synonyms/new/?words=box",
    "/search/synonyms/import/",
    "/articles/",
    "/articles/new/",
    "/articles/drafts/",
    "/articles/writing/",
    "/articles/broken-links/",
    "/articles/{slug}/",
    "/articles/{slug}/history/",
    "/articles/{slug}/revisions/1/",
    "/articles/{slug}/compare/?from=1&to=2",
    "/articles/{slug}/compare/?from=1&to=2&view=source",
    "/articles/{slug}/flag/",
    "/articles/{slug}/archive/",
    "/articles/{slug}/hand-over/",
    "/articles/{slug}/edit/",
    "/requests/",
    "/requests/?state=declined",
    "/requests/new/?q=why+is+my+bill+so+high",
    "/requests/{asked}/",
    "/articles/new/?request={asked}",
    "/threads/",
    "/threads/?view=late",
    "/threads/ask/?q=why+is+my+bill+so+high",
    "/threads/{thread}/",
    "/threads/{thread}/record/",
    "/threads/{thread}/history/",
    "/threads/{thread}/ranking/",
    "/threads/{thread}/edit/",
    "/threads/{thread}/split/",
    "/threads/{thread}/comment/",
    "/threads/{thread}/answers/{answer}/",
    "/threads/{thread}/answers/{answer}/history/",
    "/replies/trays/",
    "/replies/trays/{tray}/",
    "/replies/trays/{tray}/card/",
    "/replies/trays/{tray}/settings/",
    "/replies/channels/",
    "/replies/sentences/",
    "/replies/learned/",
    "/inbox/",
    "/settings/notifications/",
    "/settings/following/",
    "/areas/meters/webhooks/",
    "/areas/meters/promises/",
    "/follow/thread/{thread}/",
    "/insights/searches/",
    "/insights/threads/",
    "/insights/replies/",
    "/insights/threads/area/meters/",
    "/insights/time/areas/",
    "/insights/time/company/",
    "/areas/",
    "/areas/meters/",
    "/topics/",
    "/people/",
    "/people/karim-benali/",
    "/settings/",
    "/settings/working-time/",
    "/settings/working-time/hours/",
    "/time/",
    "/time/plan/",
    "/time/plan/slots/new/",
    "/time/add/?line=30+min+forum",
    "/time/add/?fields=1",
    "/time/week/2026-11-09/",
    "/time/file/",
    "/time/looked/",
    "/time/settings/",
    "/time/timer/",
    "/settings/working-time/import/",
    "/replies/",
    "/replies/{reply}/",
    "/replies/outcomes/",
    "/replies/reach/",
    "/replies/recalls/",
    "/replies/recalls/new/?article={slug}",
    "/replies/credit/{slug}/",
    "/replies/settings/",
    "/replies/policy/",
    "/replies/hand-over/",
    "/replies/complaints/",
    "/replies/complaints/new/",
    "/replies/complaints/{complaint}/",
    "/replies/procedures/",
    "/replies/procedures/meters/",
    "/replies/told-first/",
    "/articles/{slug}/variants/",
    "/articles/{slug}/variants/chat/en/",
    "/replies/lint/",
    "/replies/sensitive/",
    "/replies/sensitive/fires/",
    "/areas/meters/spokespersons/",
    "/teams/",
    "/nothing-here/",
]


@pytest.mark.parametrize("view", VIEWS)
def test_every_screen_is_accessible(
    view: str, visit: Visit, lead: User, faults_of: Callable[[Page], list[str]]
) -> None:
    article = _library(lead)
    asked = ask_for("why is my bill so high", area=article.areas.get(), note="Since October")
    answer = _answered(article.areas.get(), lead)
    make_procedure(owner=lead, by=lead)
    make_rules(article, lead)
    complaint = raise_complaint(person=lead, area=article.areas.get(), about="A late engineer")
    reply, _passages = record_copy(
        person=lead, article=article, revision=article.live, passage_keys=["short"]
    )
    told = answer.text.passages.get(audience="customer")
    tray = collect(person=lead, answer=answer, passage_key=told.key)
    options = VIEWS[view]
    User.objects.filter(pk=lead.pk).update(interface_language=options["language"])
    page = visit(
        lead,
        viewport={"width": options["width"], "height": 900},
        color_scheme=options["scheme"],
        reduced_motion="reduce",
    )
    faults = []
    for screen in SCREENS[LOOKED_AT[view]]:
        page.goto(
            screen.format(
                slug=article.slug,
                asked=asked.pk,
                thread=answer.thread_id,
                answer=answer.pk,
                complaint=complaint.pk,
                reply=reply.pk,
                tray=tray.pk,
            )
        )
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_the_door_is_accessible_to_strangers(
    path: str, visit: Visit, faults_of: Callable[[Page], list[str]]
) -> None:
    for scheme in ("light", "dark"):
        page = visit(None, path, viewport={"width": 360, "height": 800}, color_scheme=scheme)
        assert not faults_of(page)


def _answered(area: Area, lead: User) -> Answer:
    """A question with all that its page can show."""
    asker = make_person(roles=["contact"])
    thread = make_thread(
        "May I keep a fixed address when I move?",
        asker=asker,
        area=area,
        customer_words="He moves on Friday.",
        tried="Looked in [[Nothing of that name]].",
        channel="phone",
    )
    say_line(thread=thread, by=lead, kind="holding", words="We look into it.")
    answer = make_answer(
        thread, by=lead, body="/// customer\nYes.\n///\n\nTick the box.", is_partial=True
    )
    comment_on_thread(thread=thread, by=asker, source="Thanks.", answer=answer)
    comment_on_thread(thread=thread, by=asker, source="Which one?")
    return answer


def _library(lead: User) -> Article:
    area = make_area("Meters", owners=[lead])
    article = make_article(
        "Why the first bill after a meter change looks too high",
        owner=lead,
        areas=[area],
        topics=["meter"],
        body=BODY,
        questions=("why is my bill so high",),
        short_answer="It catches up.",
        short_answer_audience="customer",
    )
    return revise(article, body=BODY.replace("six", "four"), note="fewer")
