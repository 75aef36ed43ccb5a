"""The reply desk: from passages to a reply that is safe to send, and credit back to who wrote them.

Owns ReplyRecord (the central fact: which passages went into a customer reply, never who the customer is),
Tray, ChannelProfile, Sentence, Variant, SensitiveTopic, the social-media policy, Complaint, ToldFirst,
Recall, Credit and Contact. One person's trays and records are shown to nobody else. Whether words may enter
a reply is decided in `knowledge.passages.replying` alone.
"""
