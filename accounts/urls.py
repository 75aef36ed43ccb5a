"""Own settings, and the administration of people."""

from django.urls import path

from accounts.views import contracts, leave, people, settings, working_time

app_name = "accounts"

urlpatterns = [
    path("settings/", settings.profile, name="settings"),
    path("settings/photo/", settings.photo, name="settings_photo"),
    path("settings/display/", settings.preferences, name="settings_preferences"),
    path("settings/expertise/", settings.expertise, name="settings_expertise"),
    path(
        "settings/expertise/<int:pk>/withdraw/",
        settings.expertise_withdraw,
        name="settings_expertise_withdraw",
    ),
    path("settings/working-time/", working_time.working_time, name="settings_working_time"),
    path("settings/working-time/hours/", working_time.hours, name="settings_hours"),
    path(
        "settings/working-time/hours/<int:pk>/take-back/",
        working_time.hours_take_back,
        name="settings_hours_take_back",
    ),
    path(
        "settings/working-time/away/<int:pk>/remove/",
        working_time.away_remove,
        name="settings_away_remove",
    ),
    path("settings/working-time/import/", leave.own, name="settings_leave"),
    path("settings/working-time/calendars/", leave.calendars, name="settings_calendars"),
    path(
        "settings/working-time/calendars/<int:pk>/read/",
        leave.calendar_read,
        name="settings_calendar_read",
    ),
    path(
        "settings/working-time/calendars/<int:pk>/remove/",
        leave.calendar_remove,
        name="settings_calendar_remove",
    ),
    path("settings/tokens/", settings.tokens, name="settings_tokens"),
    path("settings/tokens/<int:pk>/revoke/", settings.token_revoke, name="settings_token_revoke"),
    path("people/manage/", people.people_list, name="people"),
    path("people/manage/new/", people.person_new, name="person_new"),
    path("people/manage/events/", people.event_list, name="events"),
    path("people/manage/leave/", leave.people, name="leave"),
    path("people/manage/company-days/", contracts.company_days, name="company_days"),
    path(
        "people/manage/company-days/<int:pk>/remove/",
        contracts.company_day_remove,
        name="company_day_remove",
    ),
    path("people/manage/contracts/", contracts.contract_table, name="contract_table"),
    path(
        "people/manage/contracts/<int:pk>/take-back/",
        contracts.contract_take_back,
        name="contract_take_back",
    ),
    path("people/manage/matrix-lines/<int:pk>/end/", contracts.matrix_end, name="matrix_end"),
    path("people/manage/<slug:slug>/contract/", contracts.contract, name="contract"),
    path("people/manage/<slug:slug>/teams/", contracts.matrix, name="matrix"),
    path("people/manage/<slug:slug>/", people.person_edit, name="person"),
    path(
        "people/manage/<slug:slug>/deactivate/",
        people.person_deactivate,
        name="person_deactivate",
    ),
    path(
        "people/manage/<slug:slug>/reactivate/",
        people.person_reactivate,
        name="person_reactivate",
    ),
    path("people/manage/<slug:slug>/invite/", people.person_invite, name="person_invite"),
]
