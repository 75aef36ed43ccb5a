"""How questions fare, area by area: figures of threads, for leads, managers and administrators.

Every figure is of questions, never of a person. What that means here:

- A viewer's reach are whole areas: those a lead leads, all that exist for a manager or administrator.
  There is no filter by person or team.
- A thread that is closed to the viewer, by any of its areas, is in no figure, count or oldest date.

Where one colleague answers for an area, its figures are theirs. That is not hidden: it is the area's promise
to its askers that is measured, and whoever sees the figures may read the threads, with who answered when.
"""
