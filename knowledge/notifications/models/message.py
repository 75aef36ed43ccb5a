"""Message, what every kind of outgoing message has: when it is due, who sends it, what became of it."""

from django.db import models


class Message(models.Model):
    """`due_at` is when it may leave; the worker in `claimed_by` holds it until `lease_until`, and `ended_at`
    is when it left or was given up. Each kind has words of its own for the same states.
    """

    state = models.CharField(max_length=7, default="queued")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
