"""Days away as other systems write them: tables (CSV) and calendars (iCalendar), read to periods.

`tables` and `calendar_files` are pure: bytes in, periods out, or every wrong line in words. What is
written of them is decided by `accounts.actions.leave`; `reading` asks the addresses of calendars
from the worker. A half day counts once, however many sources say it.
"""
