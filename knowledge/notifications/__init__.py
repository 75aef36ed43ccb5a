"""What concerns a person reaches them as they want: in the inbox, by mail, or not at all.

Owns Notification (one line of one inbox), Preference and MailSettings (how and when each person is told),
OutgoingMail (the outbox) and RefusedAddress, PushDevice and OutgoingPush, Follow, Webhook and
WebhookDelivery. Whoever calls `actions.notify` has made sure that the title may be read by that person;
what leaves later asks again.

- Telling: `actions.notify`, `actions.tell_followers`, `actions.announce`, all in the caller's transaction.
- Deciding: `queries.deciding` (how, by group and area; when, by `quiet`), a few queries for any number
  of people.
- Leaving: `sending.Postman`, `delivering.Messenger` and `pushing.Pusher`, run by the worker beside its loop
  (`aside`).
- Devices: `this_browser` says which one asks, and that it goes on being its person's; `webpush` is the
  protocol, pure. Nothing of it without a key, except that devices are forgotten.
- Following: `actions.follow`, `actions.unfollow`, `queries.following`; `followables` says what can be.
"""
