"""Every address of the application."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path, register_converter

from povertyplan import views
from povertyplan.workflow import MoveConverter

register_converter(MoveConverter, "move")

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
    path("", include("households.urls")),
    path("", include("povertyplan.documents.urls")),
    path("targets/", include("targets.urls")),
    path("plans/", include("plans.urls")),
    path("reports/", include("reports.urls")),
    path("admin/", admin.site.urls),
]
