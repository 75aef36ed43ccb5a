"""Addresses of contribution time."""

from datetime import date

from django.urls import include, path, register_converter

from knowledge.contributions.views import (
    activity,
    adding,
    company,
    own,
    records,
    settings,
    sheet,
    timer,
)

app_name = "time"


class DayConverter:
    """A day in ISO 8601; what is no day of the calendar has no page."""

    regex = r"(?:19|20|21)\d{2}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("", own.own, name="own"),
    path("confirm/", own.confirm, name="confirm"),
    path("week/", sheet.this_week, name="this_week"),
    path("week/<day:monday>/", sheet.week, name="week"),
    path("add/", adding.add, name="add"),
    path("entries/<int:pk>/", records.entry, name="entry"),
    path("file/", records.own_file, name="file"),
    path("looked/", records.looked, name="looked"),
    path("allowance/", company.allowance, name="allowance"),
    path("allowance/<int:pk>/take-back/", company.allowance_take_back, name="allowance_take_back"),
    path("months/", company.months, name="months"),
    path("plan/", include("knowledge.contributions.plan_urls")),
    path("timer/", timer.timer, name="timer"),
    path("timer/act/", timer.timer_act, name="timer_act"),
    path("timer/seen/", timer.timer_seen, name="timer_seen"),
    path("activity/", activity.activity, name="activity"),
    path("activity/off/", activity.activity_off, name="activity_off"),
    path("settings/", settings.settings, name="settings"),
]
