"""Addresses of households, reviews and rounds."""

from django.urls import path

from households.views import cases, households, meetings, postings, requests, reviews, rounds

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
    path("households/<int:pk>/requests/new/", requests.request_create, name="request-create"),
    path(
        "households/<int:pk>/requests/<slug:kind>.pdf", requests.request_form, name="request-form"
    ),
    path("requests/", requests.request_list, name="request-list"),
    path("requests/new/", requests.request_start, name="request-start"),
    path("requests/<int:pk>/", requests.request_detail, name="request-detail"),
    path("requests/<int:pk>/accept/", requests.request_accept, name="request-accept"),
    path("requests/<int:pk>/refuse/", requests.request_refuse, name="request-refuse"),
    path("requests/<int:pk>/letter/", requests.request_letter, name="request-letter"),
    path("rounds/<int:pk>/places/<int:unit>/", rounds.round_place, name="round-place"),
    path("rounds/<int:pk>/meetings/<int:unit>/", meetings.meeting_create, name="meeting-create"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/minutes.pdf", meetings.meeting_minutes, name="meeting-minutes"),
    path("votes/<int:pk>/keep/", meetings.vote_keep, name="vote-keep"),
    path("rounds/<int:pk>/postings/<int:unit>/", postings.posting_create, name="posting-create"),
    path("postings/<int:pk>/", postings.posting_detail, name="posting-detail"),
    path("postings/<int:pk>/notice.pdf", postings.posting_notice, name="posting-notice"),
    path("postings/<int:pk>/take-down/", postings.posting_take_down, name="posting-take-down"),
    path("reviews/<int:pk>/objections/", postings.objection_create, name="objection-create"),
    path("objections/<int:pk>/answer/", postings.objection_answer, name="objection-answer"),
    path("objections/<int:pk>/recheck/", postings.objection_recheck, name="objection-recheck"),
    path("reviews/<int:pk>/hold/", cases.review_hold, name="review-hold"),
    path("reviews/<int:pk>/release/", cases.review_release, name="review-release"),
    path("reviews/<int:pk>/withdraw/", cases.review_withdraw, name="review-withdraw"),
    path("reviews/<int:pk>/restore/", cases.review_restore, name="review-restore"),
]
