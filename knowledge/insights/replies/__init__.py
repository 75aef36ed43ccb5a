"""What reply records tell of areas, channels and teams: link rate, outcomes, recalls, satisfaction.

One contact employee's replies are shown to nobody else (product.md, rule 3). What that means here:

- Time is cut in ISO weeks that are over. In each, replies are gathered in *cells*: a team, an area and a
  channel. A cell is told only while replies of at least GROUP people besides the viewer are in it; a
  smaller one joins the cell above it (`crowds.gathered`). Every figure of the page and of its file is a
  sum of whole cells of whole weeks, whichever of the three it is told by, so whatever is subtracted
  from whatever is about so many people again.
- Closed contacts say not who answered them: they go the way of the replies of their cell.
- Which detail is given up first depends on the viewer's role alone, never on what they choose.
- Areas that are closed to the viewer, and teams outside a manager's line, are in the rest from the start.

What it does not withstand: reading a page again after an outcome, a recall or an import was added to a
week that is over; and moving a person between teams, which is recorded among the changes of accounts.
"""
