"""People: who they are, what they know, what they may see, and how they sign in.

Owns User with its roles, Team, Expertise (person × area), AreaOwner (the knowledge lead of an
area), AreaRestriction (the teams an area is kept to), WorkingPattern and AwayPeriod (when they
work), Contract and CompanyDay (how much they are employed for), TeamMembership (who belonged to
which team, by date), AccessToken (API, feeds, calendars) and AccountEvent, the record of who changed
which right when.
`working_time.work_times_of` tells what people can work on any days, `working_time.calendars_of` when
they can be reached, `memberships` whose team they were in: many people at once, few queries.
`leave` reads days away from files and from LeaveCalendars, `outgoing` asks addresses that people typed.
`permissions.hidden_area_ids(user)` is the one answer to "which areas do not exist for them".
Imports `knowledge.areas` and `knowledge.ui`; nothing above.
"""
