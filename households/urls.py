"""Addresses of households, reviews and rounds."""

from django.urls import path

from households.views import (
    households,
    recognition,
    review_form,
    reviews,
    rounds,
    village_grid,
)

app_name = "households"
urlpatterns = [
    path("households/", households.household_list, name="household-list"),
    path("households/new/", households.household_create, name="household-create"),
    path("households/<int:pk>/", households.household_detail, name="household-detail"),
    path("households/<int:pk>/edit/", households.household_edit, name="household-edit"),
    path("households/<int:pk>/members/", households.member_create, name="member-create"),
    path("households/<int:pk>/review/", reviews.review_start, name="review-start"),
    path("members/<int:pk>/", households.member_edit, name="member-edit"),
    path("members/<int:pk>/remove/", households.member_remove, name="member-remove"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/move/<move:name>/", reviews.reviews_move, name="reviews-move"),
    path("reviews/<int:pk>/", review_form.review_detail, name="review-detail"),
    path("reviews/<int:pk>/row/", village_grid.review_row, name="review-row"),
    path("reviews/<int:pk>/judge/", review_form.review_judge, name="review-judge"),
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
    path(
        "rounds/<int:pk>/villages/<int:unit_pk>/grid/",
        village_grid.village_grid,
        name="village-grid",
    ),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round-close"),
    path("rounds/<int:pk>/reopen/", rounds.round_reopen, name="round-reopen"),
]
