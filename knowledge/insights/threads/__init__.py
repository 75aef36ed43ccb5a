"""How questions fare, area by area: figures of threads, for leads, managers and administrators.

Every figure is of questions, never of a person. What that means here:

- A viewer's reach are whole areas: those a lead leads, all that exist for a manager or administrator.
  There is no filter by person or team.
- How fast an area answers is told only where nobody answered or at least LEAST_OTHERS people other than
  the viewer did: else it would say how fast one colleague is. The same holds for each week and the sum.
- A thread that is closed to the viewer, by any of its areas, is in no figure, count or oldest date.

What it does not withstand: two sums can be subtracted from each other. That is not defended, because
whoever sees these figures may read the threads themselves, with who answered them and when.
"""
