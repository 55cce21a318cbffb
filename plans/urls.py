"""Addresses of plans."""

from django.urls import path, register_converter

from plans import helper_views, plan_views, progress_views, views
from plans.enums import MovementKind


class MovementKindConverter:
    """The kind of a movement in an address."""

    regex = "|".join(MovementKind.values)

    def to_python(self, value: str) -> MovementKind:
        return MovementKind(value)

    def to_url(self, value) -> str:
        return str(value)


register_converter(MovementKindConverter, "movement")

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="plan-list"),
    path("new/", plan_views.plan_create, name="plan-create"),
    path("duties/", plan_views.plan_duties, name="plan-duties"),
    path("progress/", progress_views.progress_overview, name="progress-overview"),
    path("progress/<int:pk>/", progress_views.progress_detail, name="progress-detail"),
    path("progress/<int:pk>/edit/", progress_views.progress_edit, name="progress-edit"),
    path("progress/<int:pk>/discard/", progress_views.progress_discard, name="progress-discard"),
    path("progress/<int:pk>/move/<move:name>/", progress_views.progress_move, name="progress-move"),
    path("<int:pk>/", plan_views.plan_detail, name="plan-detail"),
    path("<int:pk>/progress/", progress_views.plan_progress, name="plan-progress"),
    path("<int:pk>/progress/new/", progress_views.progress_start, name="plan-progress-start"),
    path("<int:pk>/results/", progress_views.plan_results, name="plan-results"),
    path("<int:pk>/head/", plan_views.plan_head, name="plan-head"),
    path("<int:pk>/parts/<slug:part>/", plan_views.plan_part, name="plan-part"),
    path("<int:pk>/sections/", plan_views.section_add, name="plan-section-add"),
    path("<int:pk>/sections/preview/", plan_views.section_preview, name="plan-section-preview"),
    path("<int:pk>/sections/<int:section>/", plan_views.section_edit, name="plan-section"),
    path(
        "<int:pk>/sections/<int:section>/remove/",
        plan_views.section_remove,
        name="plan-section-remove",
    ),
    path(
        "<int:pk>/sections/<int:section>/shift/",
        plan_views.section_shift,
        name="plan-section-shift",
    ),
    path("<int:pk>/move/<move:name>/", plan_views.plan_move, name="plan-move"),
    path("<int:pk>/amend/", plan_views.plan_amend, name="plan-amend"),
    path("<int:pk>/discard/", plan_views.plan_discard, name="plan-discard"),
    path("<int:pk>/duties/<int:duty>/", plan_views.duty_done, name="plan-duty-done"),
    path("<int:pk>/coverage/", helper_views.plan_coverage, name="plan-coverage"),
    path("<int:pk>/coverage/limits/", helper_views.plan_limits, name="plan-limits"),
    path("<int:pk>/helpers/", helper_views.plan_helpers, name="plan-helpers"),
    path(
        "<int:pk>/helpers/<int:household>/release/",
        helper_views.plan_release,
        name="plan-release",
    ),
    path("<int:pk>/budget/", views.plan_budget, name="plan-budget"),
    path("<int:pk>/budget/judge/", views.budget_judge, name="plan-judge"),
    path("<int:pk>/money/", views.plan_money, name="plan-money"),
    path("<int:pk>/money/<movement:kind>/", views.movement_record, name="plan-record"),
    path("<int:pk>/money/<int:movement>/reverse/", views.movement_reverse, name="plan-reverse"),
]
