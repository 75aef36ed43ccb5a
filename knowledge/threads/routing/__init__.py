"""Who is asked, in which order, why, and until when: pure, knows no database.

`eligibility` says who may be asked, `ranking` who of them first, `reasons` puts both into words,
`promises` says how long an offer, a claim and a promise last. `queries` reads what they need.
"""
