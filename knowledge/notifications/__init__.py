"""The inbox: what happened that concerns a person.

Owns Notification. Whoever calls `actions.notify` has made sure that the title may be read by that
person. Mail, digests and web push follow in a later issue.
"""
