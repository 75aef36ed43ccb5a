"""Reply records: which passages went into a customer reply.

Owns ReplyRecord and ReplyPassage. Copying a passage writes one: channel, exact revision, passages and
an optional case reference; never who the customer is. One person's records are shown to nobody else.
"""
