"""Addresses of households, reviews and rounds."""

from django.urls import path

from households.views import households, reviews, rounds, uploads

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
    path("reviews/<int:pk>/", reviews.review_detail, name="review-detail"),
    path("reviews/<int:pk>/judge/", reviews.review_judge, name="review-judge"),
    path("reviews/<int:pk>/move/<move:name>/", reviews.review_move, name="review-move"),
    path("rounds/", rounds.round_list, name="round-list"),
    path("rounds/new/", rounds.round_open, name="round-open"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round-detail"),
    path("rounds/<int:pk>/list/", rounds.round_list_managed, name="round-list-managed"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round-close"),
    path("rounds/<int:pk>/reopen/", rounds.round_reopen, name="round-reopen"),
    path("rounds/<int:pk>/template/", uploads.round_template, name="round-template"),
    path("rounds/<int:pk>/uploads/", uploads.upload_list, name="upload-list"),
    path("uploads/<int:pk>/", uploads.upload_detail, name="upload-detail"),
    path("uploads/<int:pk>/marked.xlsx", uploads.upload_marked, name="upload-marked"),
    path("uploads/<int:pk>/confirm/", uploads.upload_confirm, name="upload-confirm"),
    path("uploads/<int:pk>/undo/", uploads.upload_undo, name="upload-undo"),
    path("uploads/<int:pk>/cancel/", uploads.upload_cancel, name="upload-cancel"),
    path("uploads/<int:pk>/retry/", uploads.upload_retry, name="upload-retry"),
]
