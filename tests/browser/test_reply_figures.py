"""The page of how replies fare, when there is something to draw."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from knowledge.replies.models import Contact, ReplyRecord
from tests.browser.conftest import Visit
from tests.factories import make_area, make_person, make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _replies_of_three_weeks(by: User) -> None:
    area, team = make_area("Energy"), make_team("Phones")
    for week in (1, 2, 6):
        at = timezone.now().replace(hour=12) - timedelta(days=7 * week)
        for number in range(6):
            reference = f"HAL-{week}{number}"
            ReplyRecord.objects.create(
                person=make_person(team=team),
                team=team,
                area=area,
                channel="phone",
                language="en",
                created_at=at,
                reference=reference if number < week else "",
            )
            Contact.objects.create(
                reference=reference,
                closed_on=at.date(),
                area=area,
                team=team,
                channel="phone",
                imported_by=by,
                imported_at=timezone.now(),
            )


@pytest.mark.parametrize(
    "look",
    [(360, "dark", "fr"), (768, "dark", "en"), (1440, "light", "en")],
)
def test_pictures_and_their_tables_are_accessible(
    look: tuple[int, str, str],
    visit: Visit,
    administrator: User,
    faults_of: Callable[[Page], list[str]],
) -> None:
    width, scheme, language = look
    caches["local"].clear()
    _replies_of_three_weeks(administrator)
    User.objects.filter(pk=administrator.pk).update(interface_language=language)
    page = visit(
        administrator,
        "/insights/replies/?days=7",
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    expect(page.locator("main figure")).to_have_count(2)
    expect(page.locator("main rect.mark--below")).to_have_count(2 * 2)
    for table in page.locator("main figure summary").all():
        table.click()
    expect(page.locator("main figure table")).to_have_count(2)
    faults = faults_of(page)
    assert not faults, "\n".join(faults)
    caches["local"].clear()
