"""Contracts in a browser: regions of a country, days made even, a table of many; axe clean."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.actions import add_company_day, add_matrix_line
from accounts.models import Contract, TeamMembership, User
from tests.browser.conftest import Visit
from tests.factories import make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_administrator_declares_contracts_by_hand_and_from_a_table(
    visit: Visit,
    administrator: User,
    expert: User,
    faults_of: Callable[[Page], list[str]],
) -> None:
    person = f"/people/manage/{expert.slug}"
    line = add_matrix_line(
        person=expert, team=make_team("Project"), since=date(2026, 1, 5), by=administrator
    )
    add_company_day(day=date(2026, 5, 15), name="Bridge", by=administrator)
    page = visit(administrator, f"{person}/contract/", viewport={"width": 360, "height": 800})
    page.select_option("#id_country", "DE")
    page.locator("#id_subdivision").get_by_text("Bayern").wait_for(state="attached")
    page.select_option("#id_subdivision", "BY")
    page.fill("#id_share", "80")
    page.fill("#id_wednesday", "")
    page.click("button[name=spread]")
    expect(page.locator("#id_monday")).to_have_value("7:00")
    expect(page.locator("#id_wednesday")).to_have_value("")
    faults = faults_of(page)
    with page.expect_navigation():
        page.click("button:has-text('Declare')")
    page.locator("text=28 h").first.wait_for()
    row = Contract.objects.get(person=expert)
    assert (row.share, row.country, row.subdivision) == (8_000, "DE", "BY")
    faults += faults_of(page)

    page.goto("/people/manage/contracts/")
    text = f"mail;du;temps plein\n{expert.email};04/01/2027;37:30\n"
    table = {"name": "contracts.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("input[type=file]", table)
    page.click("button[value=check]")
    page.locator("button[value=declare]").wait_for()
    faults += faults_of(page)
    page.click("button[value=declare]")
    page.locator("text=1 contract is declared").wait_for()
    assert Contract.objects.filter(person=expert).count() == 2

    ends = f"/people/manage/matrix-lines/{line.pk}/end/"
    for path in (f"{person}/", f"{person}/teams/", ends, "/people/manage/company-days/"):
        page.goto(path)
        faults += faults_of(page)
    assert not faults, "\n".join(faults)
    assert TeamMembership.objects.filter(pk=line.pk, until=None).exists()
