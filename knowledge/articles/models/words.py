"""The closed vocabularies of articles."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What sort of text; each has a starting template (`articles.starters`)."""

    ARTICLE = "article", pgettext_lazy("kind of article", "Article")
    HOW_TO = "how_to", _("How-to")
    PROBLEM = "problem", _("Problem, cause, resolution")
    DECISION = "decision", _("Decision guide")
    PROCEDURE = "procedure", _("Procedure")
    BRIEFING = "briefing", _("Briefing")


class Confidence(models.TextChoices):
    """How sure we are: the KCS article state. Archived is shown while `archived_at` is set."""

    WORK_IN_PROGRESS = "work_in_progress", _("Work in progress")
    NOT_VALIDATED = "not_validated", _("Not validated")
    VALIDATED = "validated", _("Validated")
    ARCHIVED = "archived", _("Archived")


class EditingRights(models.TextChoices):
    """Who may publish a revision without asking (`articles.permissions.can_edit`)."""

    EXPERIENCE = "experience", _("Experience-based: experts of its areas edit")
    COMPLIANCE = "compliance", _("Compliance-based: only owner, co-authors and leads edit")


class Significance(models.TextChoices):
    """How much a revision changes for its readers and translations."""

    MINOR = "minor", _("Minor: wording, typing errors")
    MEDIUM = "medium", _("Medium: readers should know")
    MAJOR = "major", _("Major: the answer changes")
