"""People and their teams."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge.areas.folding import fold
from knowledge.areas.tree import TreeNode, TreeQuerySet
from knowledge.ui.addresses import ANY_SLUG, address_around


def default_languages() -> list[str]:
    return ["en"]


def default_time_zone() -> str:
    return settings.TIME_ZONE


@cache
def _time_zones() -> set[str]:
    """Looked up once: they are six hundred files in folders, and every check of a person asks."""
    return zoneinfo.available_timezones()


def known_time_zone(name: str) -> None:
    if name not in _time_zones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class Team(TreeNode):
    """People who work together; teams nest, and have one manager or several."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    managers: models.ManyToManyField[User, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="managed_teams", blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TreeQuerySet["Team"].as_manager()

    class Meta:
        ordering = ["tree_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "folded_name"], name="team_name_unique_among_siblings"
            ),
            models.UniqueConstraint(
                fields=["folded_name"],
                condition=Q(parent=None),
                name="team_name_unique_among_roots",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="team_not_inside_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_around("teams:detail", ANY_SLUG)(self.slug)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def administrators(self) -> UserQuerySet:
        return self.active().filter(is_administrator=True)

    def experts(self) -> UserQuerySet:
        return self.active().filter(is_expert=True)

    def in_team(self, team: Team) -> UserQuerySet:
        """Members of the team and of the teams below it."""
        return self.filter(team__path__startswith=team.path)

    def named_like(self, words: str) -> UserQuerySet:
        found = self
        for word in fold(words).split():
            found = found.filter(folded_name__contains=word)
        return found

    def for_list(self) -> UserQuerySet:
        return self.select_related("team")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """E-mail addresses are kept in lower case, so that one person is one row."""

    def get_by_natural_key(self, username: str | None) -> User:
        person: User = self.get(email=(username or "").strip().lower())
        return person


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    FRENCH = "fr", "Français"


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Never deleted, only deactivated: their work keeps its author."""

    email = models.EmailField(_("e-mail"), unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    folded_name = models.CharField(max_length=120, editable=False, db_index=True)
    slug = models.SlugField(max_length=140, unique=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    folded_title = models.CharField(max_length=120, blank=True, editable=False)
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("team"),
    )
    languages = models.JSONField(_("languages spoken"), default=default_languages, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[known_time_zone]
    )
    interface_language = models.CharField(
        _("interface language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    avatar = models.ImageField(upload_to="avatars", blank=True, editable=False)
    unread_notifications = models.PositiveIntegerField(default=0, editable=False)

    is_active = models.BooleanField(_("active"), default=True)
    is_contact = models.BooleanField(_("contact employee"), default=False)
    is_expert = models.BooleanField(_("expert"), default=False)
    is_manager = models.BooleanField(_("manager"), default=False)
    is_lead = models.BooleanField(_("knowledge lead"), default=False)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        ordering = ["folded_name", "id"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at=None)
                | Q(is_active=False, deactivated_at__isnull=False),
                name="user_inactive_since",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return address_around("people:profile", ANY_SLUG)(self.slug)

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name.split(" ", 1)[0]

    @property
    def is_staff(self) -> bool:
        """What Django's admin asks."""
        return self.is_active and self.is_administrator

    def has_perm(self, perm: str, obj: models.Model | AnonymousUser | None = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    @property
    def initials(self) -> str:
        """One or two letters for a face without a photo: "Maëlle Le Goff" → "MG"."""
        words = self.display_name.split()
        return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()

    @property
    def avatar_url(self) -> str:
        """The large photo (256 px), or "" when there is none."""
        return self._avatar_address(256)

    @property
    def avatar_small_url(self) -> str:
        """The small photo (96 px), or "" when there is none."""
        return self._avatar_address(96)

    def _avatar_address(self, size: int) -> str:
        if not self.avatar:
            return ""
        key = str(self.avatar.name).rsplit("/", 1)[-1].split("-", 1)[0]
        return reverse("people:avatar", args=[key, size])
