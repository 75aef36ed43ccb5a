"""What people looked for and did not find: failed searches, for leads and managers.

Reads searches, articles and people; owns no table. Figures name no contact employee.

One contact employee's searches are shown to nobody else (product.md, rule 3). What that means here:

- Words are shown only of a cluster that SHARED_BY different people, the viewer not counted, searched
  for; and as typed only if that wording's stems were; else the words that so many of them used. A
  wording of two would tell each of the two what the other typed. The rest is one sum without words.
- A figure of one or two people says "1–2 people".
- A viewer has one reach and no finer filter by person or team: leads the company, managers who are
  no leads all people of their teams together. Nothing can be subtracted from a second reach.
- Nothing is told of a period, or of a week in the trend, in which fewer than GROUP people other than
  the viewer searched. Managers get whole weeks alone, and a week with too few people is in no sum
  either, so that neither two days' visits nor two periods can be subtracted.
- A choice of area sums up whole clusters, never people.
- Somebody from whom an area is closed sees no words that only closed documents have.

What it does not withstand: moving a person to another team and back between two complete weeks. That
is recorded among the changes of accounts.
"""
