"""The first page after signing in, which says what waits for the person; the own password."""

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET

from povertyplan.audit import trail
from povertyplan.worklist import worklist


@require_GET
def home(request):
    return render(request, "home.html", {"tasks": worklist(request.user)})


class PasswordChange(PasswordChangeView):
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("home")

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        user = self.request.user
        trail.log("account.password_changed", f"{user} tự đổi mật khẩu", record=user, by=user)
        messages.success(self.request, "Đã đổi mật khẩu.")
        return response
