"""The 5 to 10 % of working time that people share what they know in: planned, recorded, shown fairly.

Owns the allowance, contribution entries with their history and kept sums, the timer and activity
minutes, plans, Commitment (minutes that open work of a person is expected to take). Knows no thread
and no article: higher packages hand over a kind, a number, a label and an address.
Neighbours: `accounts` knows what people are employed for and when they are away.
"""
