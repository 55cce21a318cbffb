"""Pages that move households to the villages of a changed map."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from households.actions import map_change as actions
from households.forms_events import MapChangeForm
from households.models import Household
from povertyplan.accounts.decorators import requires
from povertyplan.accounts.roles import Permission
from povertyplan.pages import page_of
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit, UnitChange


@require_GET
@requires(Permission.ROUND_OPEN)
def map_change_list(request):
    left = Household.objects.visible_to(request.user).present().order_by()
    changes = _changes(request.user).filter(predecessors__in=left.values("commune"))
    page = page_of(request, changes.order_by("-effective_on", "pk"))
    return render(request, "households/map_change_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@requires(Permission.ROUND_OPEN)
def map_change_detail(request, pk):
    change = get_object_or_404(_changes(request.user), pk=pk)
    rows = actions.old_villages(change, request.user)
    villages = actions.new_villages(change, request.user)
    form = MapChangeForm(request.POST or None, rows=rows, villages=villages)
    if request.method == "POST" and form.is_valid():
        count = actions.move_all(change=change, mapping=form.mapping(), by=request.user)
        messages.success(request, f"Đã chuyển {count} hộ sang thôn mới.")
        return redirect("households:map-change-detail", pk)
    context = {
        "change": change,
        "form": form,
        "commune": actions.commune_after(change),
        "villages": villages,
        "moved": actions.moved_by(change, request.user).count(),
    }
    return render(request, "households/map_change_detail.html", context)


@require_POST
@requires(Permission.ROUND_OPEN)
def map_change_undo(request, pk):
    change = get_object_or_404(_changes(request.user), pk=pk)
    count = actions.undo_all(change=change, by=request.user)
    messages.success(request, f"Đã đưa {count} hộ về thôn cũ.")
    return redirect("households:map-change-detail", pk)


def _changes(user):
    """Changes that lead from communes of the user's area to one commune of it."""
    communes = Unit.objects.visible_to(user).communes().order_by().values("pk")
    after = Count("successors", filter=Q(successors__level=Level.COMMUNE))
    to_one = UnitChange.objects.annotate(after=after).filter(after=1).order_by().values("pk")
    changes = UnitChange.objects.filter(pk__in=to_one, successors__in=communes)
    changes = changes.filter(predecessors__in=communes).distinct()
    return changes.prefetch_related("predecessors__kind", "successors__kind")
