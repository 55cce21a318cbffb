"""Who: people with a role and the units they answer for."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.functional import cached_property

from povertyplan.accounts.roles import CHOICES, ROLES, Permission, Role
from povertyplan.text import TextField
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit


class UserManager(BaseUserManager):
    def create_user(self, username: str, password: str | None = None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields):
        """The first account of an installation: an administrator of the whole country."""
        user = self.create_user(username, password, **{"role_code": "administrator"} | fields)
        user.units.set(Unit.objects.filter(level=Level.COUNTRY))
        return user


class User(AbstractBaseUser):
    """An account: one person, one role, one or more units whose subtrees are their area."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Đã có tài khoản dùng tên đăng nhập này."},
    )
    full_name = TextField("họ và tên", max_length=120)
    role_code = models.CharField("vai trò", max_length=30, choices=CHOICES)
    units = models.ManyToManyField(Unit, related_name="users", verbose_name="địa bàn", blank=True)
    email = models.EmailField("thư điện tử, để nhận nhắc việc", blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        ordering = ["username"]
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    @property
    def role(self) -> Role | None:
        return ROLES.get(self.role_code)

    @cached_property
    def _area(self) -> list[Unit]:
        return list(self.units.select_related("kind").order_by("level", "pk"))

    def area(self) -> list[Unit]:
        """The units whose subtrees the person may see; nothing for a closed account."""
        return self._area if self.is_active else []

    def can(self, permission: Permission | str) -> bool:
        """Whether the role has `permission`. What lies outside the area is not even found."""
        return self.is_active and bool(self.role) and permission in self.role.permissions

    def answers_for(self, unit: Unit | None) -> bool:
        """Whether `unit` itself is one of the person's units."""
        return unit is not None and any(own.pk == unit.pk for own in self.area())

    # What Django's admin asks: administrators of the whole country may do everything there,
    # nobody else anything, since its pages know no areas.

    @property
    def is_staff(self) -> bool:
        everywhere = any(unit.level == Level.COUNTRY for unit in self.area())
        return self.can(Permission.ADMIN) and everywhere

    is_superuser = is_staff

    def has_perm(self, perm, obj=None) -> bool:
        return self.is_staff

    def has_perms(self, perm_list, obj=None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label) -> bool:
        return self.is_staff
