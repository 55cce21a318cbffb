"""Addresses of plans."""

from django.urls import path, register_converter

from plans import views
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
    path("<int:pk>/budget/", views.plan_budget, name="plan-budget"),
    path("<int:pk>/budget/judge/", views.budget_judge, name="plan-judge"),
    path("<int:pk>/money/", views.plan_money, name="plan-money"),
    path("<int:pk>/money/<movement:kind>/", views.movement_record, name="plan-record"),
    path("<int:pk>/money/<int:movement>/reverse/", views.movement_reverse, name="plan-reverse"),
]
