"""Addresses of households, reviews and rounds."""

from django.urls import path

from households.views import (
    duplicates,
    events,
    households,
    map_changes,
    members,
    recognition,
    reviews,
    rounds,
)

app_name = "households"
urlpatterns = [
    path("households/", households.household_list, name="household-list"),
    path("households/new/", households.household_create, name="household-create"),
    path("households/<int:pk>/", households.household_detail, name="household-detail"),
    path("households/<int:pk>/edit/", households.household_edit, name="household-edit"),
    path("households/<int:pk>/members/", members.member_create, name="member-create"),
    path("households/<int:pk>/review/", reviews.review_start, name="review-start"),
    path("members/<int:pk>/", members.member_edit, name="member-edit"),
    path("households/moved-in/", events.household_move_in, name="household-move-in"),
    path("households/<int:pk>/events/<str:kind>/", events.event_create, name="event-create"),
    path("events/<int:pk>/undo/", events.event_undo, name="event-undo"),
    path("members/alike/", members.members_alike, name="members-alike"),
    path("members/<int:pk>/identity/", members.member_identity, name="member-identity"),
    path("duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path(
        "duplicates/<int:first>/<int:second>/", duplicates.duplicate_decide, name="duplicate-decide"
    ),
    path(
        "duplicates/decisions/<int:pk>/withdraw/",
        duplicates.decision_withdraw,
        name="decision-withdraw",
    ),
    path("map-changes/", map_changes.map_change_list, name="map-change-list"),
    path("map-changes/<int:pk>/", map_changes.map_change_detail, name="map-change-detail"),
    path("map-changes/<int:pk>/undo/", map_changes.map_change_undo, name="map-change-undo"),
    path("members/<int:pk>/remove/", members.member_remove, name="member-remove"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/move/<move:name>/", reviews.reviews_move, name="reviews-move"),
    path("reviews/<int:pk>/", reviews.review_detail, name="review-detail"),
    path("reviews/<int:pk>/judge/", reviews.review_judge, name="review-judge"),
    path("reviews/<int:pk>/move/<move:name>/", reviews.review_move, name="review-move"),
    path("recognitions/", recognition.recognition_list, name="recognition-list"),
    path("recognitions/<int:pk>/", recognition.recognition_detail, name="recognition-detail"),
    path(
        "recognitions/<int:pk>/certificates.pdf",
        recognition.certificates_pdf,
        name="certificates-pdf",
    ),
    path("reviews/<int:pk>/reopen/", recognition.review_reopen, name="review-reopen"),
    path(
        "rounds/<int:pk>/recognition/<int:unit>/",
        recognition.recognition_prepare,
        name="recognition-prepare",
    ),
    path("rounds/", rounds.round_list, name="round-list"),
    path("rounds/new/", rounds.round_open, name="round-open"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round-detail"),
    path("rounds/<int:pk>/list/", rounds.round_list_managed, name="round-list-managed"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round-close"),
    path("rounds/<int:pk>/reopen/", rounds.round_reopen, name="round-reopen"),
]
