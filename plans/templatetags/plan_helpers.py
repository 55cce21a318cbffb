"""Who helps a household, on the household's page."""

from django import template

from households.models import Household
from plans import helpers
from plans.models import Plan
from povertyplan.accounts.roles import Permission

register = template.Library()


@register.inclusion_tag("plans/_household_helpers.html", takes_context=True)
def household_helpers(context, household: Household):
    """The helpers of the household by year, with links to the plans that the person may open."""
    user, found = context["request"].user, helpers.of_household(household)
    plans = Plan.objects.visible_to(user).filter(
        pk__in=[item.plan.pk for item in found if item.plan]
    )
    open_to = set(plans) if user.can(Permission.PLAN_READ) else set()
    return {"found": [(item, item.plan in open_to) for item in found]}
