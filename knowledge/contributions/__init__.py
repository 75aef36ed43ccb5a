"""Whether somebody still has time to share what they know, and what their open work will take of it.

Owns Commitment (minutes that open work of a person is expected to take). Knows no thread and no article:
higher packages hand over a kind, a number, a label and an address.
Neighbours: `accounts` keeps working hours and the weekly minutes that a person declared for sharing.
"""
