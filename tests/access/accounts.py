"""Sign-in is open to strangers; settings are one's own; people, teams and rights are administered."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from accounts.actions import (
    Employment,
    add_away,
    add_company_day,
    add_matrix_line,
    create_first_administrator_link,
    create_token,
    deactivate_person,
    declare_contract,
    declare_expertise,
    declare_working_time,
)
from accounts.actions.leave import add_leave_calendar
from accounts.hours import USUAL_WEEK
from accounts.models import User
from tests.access import SIGN_IN, Cast, Expectation, expect
from tests.factories import make_person, make_team, make_topic

OPEN = expect(everyone=200)
HOME_WHEN_IN = expect(everyone=302, stranger=200)
OWN = expect(everyone=200, stranger=SIGN_IN)
PROVE_FIRST = expect(everyone=302, stranger=SIGN_IN)
NOT_THERE = expect(everyone=404)
NONE_YET = expect(everyone=404, stranger=SIGN_IN)


def administered(route: str, method: str = "get", answer: int = 200, **data: str) -> Expectation:
    """Somebody else's account, for administrators only."""
    return expect(
        method,
        url=lambda cast: reverse(f"accounts:{route}", args=[make_person("Tess Autre").slug]),
        everyone=403,
        administrator=answer,
        stranger=SIGN_IN,
        data=data,
    )


ADMINISTRATORS = expect(everyone=403, administrator=200, stranger=SIGN_IN)


def led(route: str, method: str = "get", answer: int = 200, **data: str) -> Expectation:
    """An area, for its lead and administrators."""
    return expect(
        method,
        url=lambda cast: reverse(f"areas:{route}", args=[cast.area.slug]),
        everyone=403,
        lead=answer,
        administrator=answer,
        stranger=SIGN_IN,
        data=data,
    )


def curated(route: str, **data: str) -> Expectation:
    """A topic, for knowledge leads and administrators."""

    def url(cast: Cast) -> str:
        make_topic("gateway")
        return reverse(f"topics:{route}", args=[make_topic("box").slug])

    return expect(
        "post",
        url=url,
        everyone=403,
        lead=303,
        administrator=303,
        stranger=SIGN_IN,
        data=data,
    )


def declared(cast: Cast) -> int:
    return declare_expertise(person=cast.colleague, area=cast.area, level=2).pk


def confirming(name: str) -> Expectation:
    return expect(
        "post",
        url=lambda cast: reverse(f"areas:{name}", args=[declared(cast)]),
        everyone=403,
        lead=303,
        administrator=303,
        stranger=SIGN_IN,
    )


def own_token(cast: Cast) -> str:
    token, _ = create_token(person=cast.expert, purpose="feed", name="reader", by=None)
    return reverse("accounts:settings_token_revoke", args=[token.pk])


def own_expertise(cast: Cast) -> str:
    return reverse("accounts:settings_expertise_withdraw", args=[declared(cast)])


def own_hours(cast: Cast) -> str:
    pattern = declare_working_time(person=cast.expert, since=date(2027, 1, 4), week=USUAL_WEEK)
    return reverse("accounts:settings_hours_take_back", args=[pattern.pk])


def own_absence(cast: Cast) -> str:
    day = date(2027, 1, 4)
    period = add_away(person=cast.expert, first_day=day, last_day=day)
    return reverse("accounts:settings_away_remove", args=[period.pk])


def a_contract(cast: Cast) -> str:
    employment = Employment(
        full_time_minutes=2_100, share=10_000, weekday_minutes=(420,) * 5 + (0, 0)
    )
    contract = declare_contract(
        person=cast.expert, since=date(2027, 1, 4), employment=employment, by=None
    )
    return reverse("accounts:contract_take_back", args=[contract.pk])


def a_matrix_line(cast: Cast) -> str:
    line = add_matrix_line(
        person=cast.expert,
        team=make_team("Project"),
        since=date(2027, 1, 4),
        by=cast.administrator,
    )
    return reverse("accounts:matrix_end", args=[line.pk])


def a_company_day(cast: Cast) -> str:
    day = add_company_day(day=date(2027, 5, 7), name="Bridge", by=cast.administrator)
    return reverse("accounts:company_day_remove", args=[day.pk])


def managed(url: Callable[[Cast], str], method: str = "post", answer: int = 303) -> Expectation:
    return expect(method, url=url, everyone=403, administrator=answer, stranger=SIGN_IN)


def own_calendar(name: str) -> Expectation:
    """A calendar that the expert has read here."""

    def url(cast: Cast) -> str:
        calendar = add_leave_calendar(person=cast.expert, url="https://leave.example.org/x.ics")
        return reverse(f"accounts:{name}", args=[calendar.pk])

    return expect("post", url=url, everyone=404, expert=303, stranger=SIGN_IN)


def spent_link(cast: Cast) -> str:
    """There is an administrator in the cast, so that any link is spent."""
    assert create_first_administrator_link() == ""
    return reverse("account_first_administrator", args=["anything"])


def somebody_who_left(cast: Cast) -> str:
    person: User = deactivate_person(make_person("Lou Partie"), by=cast.administrator)
    return reverse("accounts:person_reactivate", args=[person.slug])


def a_team(name: str):
    return lambda cast: reverse(f"teams:{name}", args=[make_team("Night").slug])


AVATAR = reverse("people:avatar", args=["0" * 32, 96])

ROUTES = {
    "account_login": HOME_WHEN_IN,
    "account_logout": OWN,
    "account_inactive": OPEN,
    "account_signup": NOT_THERE,
    "account_email": NOT_THERE,
    "account_reauthenticate": OWN,
    "account_change_password": OWN,
    "account_set_password": PROVE_FIRST,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "account_reset_password_from_key": expect(
        url=lambda cast: reverse("account_reset_password_from_key", args=["1", "spent"]),
        everyone=200,
    ),
    "account_first_administrator": expect(url=spent_link, everyone=404),
    "usersessions_list": OWN,
    "mfa_index": OWN,
    "mfa_authenticate": expect(everyone=302, stranger=SIGN_IN),
    "mfa_reauthenticate": PROVE_FIRST,
    "mfa_activate_totp": PROVE_FIRST,
    "mfa_deactivate_totp": NONE_YET,
    "mfa_view_recovery_codes": NONE_YET,
    "mfa_generate_recovery_codes": PROVE_FIRST,
    "mfa_download_recovery_codes": NONE_YET,
    "mfa_list_webauthn": OWN,
    "mfa_add_webauthn": PROVE_FIRST,
    "mfa_reauthenticate_webauthn": PROVE_FIRST,
    "mfa_edit_webauthn": expect(
        url=lambda cast: reverse("mfa_edit_webauthn", args=[1]), everyone=302, stranger=SIGN_IN
    ),
    "mfa_remove_webauthn": expect(
        url=lambda cast: reverse("mfa_remove_webauthn", args=[1]), everyone=302, stranger=SIGN_IN
    ),
    "mfa_login_webauthn": expect(everyone=302, stranger=SIGN_IN),
    "openid_connect_login": expect(
        url=lambda cast: reverse("openid_connect_login", args=["company"]), everyone=404
    ),
    "openid_connect_callback": expect(
        url=lambda cast: reverse("openid_connect_callback", args=["company"]), everyone=404
    ),
    "socialaccount_login_cancelled": OPEN,
    "accounts:settings": OWN,
    "accounts:settings_photo": expect("post", everyone=303, stranger=SIGN_IN),
    "accounts:settings_preferences": OWN,
    "accounts:settings_expertise": OWN,
    "accounts:settings_expertise_withdraw": expect(
        "post", url=own_expertise, everyone=404, colleague=303, stranger=SIGN_IN
    ),
    "accounts:settings_working_time": OWN,
    "accounts:settings_hours": OWN,
    "accounts:settings_hours_take_back": expect(
        "post", url=own_hours, everyone=404, expert=303, stranger=SIGN_IN
    ),
    "accounts:settings_away_remove": expect(
        "post", url=own_absence, everyone=404, expert=303, stranger=SIGN_IN
    ),
    "accounts:settings_leave": OWN,
    "accounts:settings_calendars": OWN,
    "accounts:settings_calendar_read": own_calendar("settings_calendar_read"),
    "accounts:settings_calendar_remove": own_calendar("settings_calendar_remove"),
    "accounts:leave": ADMINISTRATORS,
    "accounts:settings_tokens": OWN,
    "accounts:settings_token_revoke": expect(
        "post", url=own_token, everyone=404, expert=303, stranger=SIGN_IN
    ),
    "accounts:people": ADMINISTRATORS,
    "accounts:person_new": ADMINISTRATORS,
    "accounts:events": ADMINISTRATORS,
    "accounts:person": administered("person"),
    "accounts:contract": administered("contract"),
    "accounts:contract_table": ADMINISTRATORS,
    "accounts:contract_take_back": managed(a_contract),
    "accounts:matrix": administered("matrix"),
    "accounts:matrix_end": managed(a_matrix_line, "get", 200),
    "accounts:company_days": ADMINISTRATORS,
    "accounts:company_day_remove": managed(a_company_day),
    "accounts:person_deactivate": administered("person_deactivate", "post", 303),
    "accounts:person_reactivate": expect(
        "post", url=somebody_who_left, everyone=403, administrator=303, stranger=SIGN_IN
    ),
    "accounts:person_invite": administered("person_invite", "post", 303),
    "teams:list": OWN,
    "teams:new": ADMINISTRATORS,
    "teams:detail": expect(url=a_team("detail"), everyone=200, stranger=SIGN_IN),
    "teams:edit": expect(url=a_team("edit"), everyone=403, administrator=200, stranger=SIGN_IN),
    "areas:list": OWN,
    "areas:new": ADMINISTRATORS,
    "areas:pick": OWN,
    "areas:detail": expect(
        url=lambda cast: cast.area.get_absolute_url(), everyone=200, stranger=SIGN_IN
    ),
    "areas:edit": led("edit"),
    "areas:restriction": led("restriction"),
    "areas:archive": led("archive", "post", 303),
    "areas:expertise_confirm": confirming("expertise_confirm"),
    "areas:expertise_decline": confirming("expertise_decline"),
    "topics:list": OWN,
    "topics:pick": OWN,
    "topics:detail": [
        expect(
            url=lambda cast: make_topic("box").get_absolute_url(), everyone=200, stranger=SIGN_IN
        ),
        curated("detail", name="bay"),
    ],
    "topics:synonym": curated("synonym", name="bay"),
    "topics:merge": curated("merge", into="gateway"),
    "topics:delete": curated("delete"),
    "people:directory": OWN,
    "people:pick": OWN,
    "people:profile": expect(
        url=lambda cast: cast.expert.get_absolute_url(), everyone=200, stranger=SIGN_IN
    ),
    "people:avatar": expect(url=lambda cast: AVATAR, everyone=404, stranger=SIGN_IN),
}
