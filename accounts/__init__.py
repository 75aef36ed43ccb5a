"""People: who they are, what they know, what they may see, and how they sign in.

Owns User with its roles, Team, Expertise (person × area), AreaOwner (the knowledge lead of an
area), AreaRestriction (the teams an area is kept to), WorkingPattern and AwayPeriod (when they
work), AccessToken (API, feeds, calendars) and AccountEvent, the record of who changed which right
when.
`leave` reads days away from files and from LeaveCalendars, `outgoing` asks addresses that people typed.
`permissions.hidden_area_ids(user)` is the one answer to "which areas do not exist for them".
Imports `knowledge.areas` and `knowledge.ui`; nothing above.
"""
