"""Addresses of target sheets, and of the households behind them."""

from django.urls import path

from targets.views import goals, negotiation, registrations, sheets

app_name = "targets"
urlpatterns = [
    path("", sheets.sheet_list, name="sheet-list"),
    path("new/", sheets.sheet_start, name="sheet-start"),
    path("<int:pk>/", sheets.sheet_detail, name="sheet-detail"),
    path("<int:pk>/judge/", sheets.sheet_judge, name="sheet-judge"),
    path("<int:pk>/move/<move:name>/", sheets.sheet_move, name="sheet-move"),
    path("<int:pk>/settings/", sheets.sheet_settings, name="sheet-settings"),
    path("<int:pk>/baseline/", sheets.sheet_baseline, name="sheet-baseline"),
    path("<int:pk>/allocate/", sheets.sheet_allocate, name="sheet-allocate"),
    path("<int:pk>/discard/", sheets.sheet_discard, name="sheet-discard"),
    path("<int:pk>/propose/", negotiation.sheet_propose, name="sheet-propose"),
    path("<int:pk>/revise/", negotiation.sheet_revise, name="sheet-revise"),
    path("<int:pk>/revisions/", negotiation.sheet_revisions, name="sheet-revisions"),
    path("proposals/<int:pk>/", negotiation.proposal_answer, name="proposal-answer"),
    path("<int:pk>/goals/new/", goals.goal_create, name="goal-create"),
    path("goals/<int:pk>/", goals.goal_edit, name="goal-edit"),
    path("goals/<int:pk>/parts/", goals.goal_parts, name="goal-parts"),
    path("registrations/", registrations.registration_list, name="registration-list"),
    path("registrations/choose/", registrations.registration_choose, name="registration-choose"),
    path(
        "registrations/new/<int:year>/<int:pk>/",
        registrations.registration_create,
        name="registration-create",
    ),
    path("registrations/<int:pk>/", registrations.registration_edit, name="registration-edit"),
    path(
        "registrations/<int:pk>/outcome/",
        registrations.registration_outcome,
        name="registration-outcome",
    ),
    path("risk/", registrations.risk, name="risk"),
]
