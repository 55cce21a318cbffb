"""The first page after signing in: what waits for the person."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from povertyplan.worklist import worklist


@require_GET
def home(request):
    return render(request, "home.html", {"tasks": worklist(request.user)})
