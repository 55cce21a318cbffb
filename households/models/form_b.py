"""What form B asks of a dwelling and a household, and form A before it (Circular 07/2021)."""

from django.db import models

from households.enums import Durability, Electricity, Sensitivity, Toilet, WaterSource


def _material(label: str):
    return models.CharField(label, max_length=15, choices=Durability.choices, blank=True)


def _children(label: str):
    return models.PositiveSmallIntegerField(label, null=True, blank=True, editable=False)


class FormB(models.Model):
    """The answers of forms A and B besides income, points and deprivations.

    What follows from the members (a woman as head, a person with merit, the children) is noted as
    of the day of the review: members change later, the review does not.
    """

    form_a = models.JSONField("phiếu A: điều kiện có", null=True, blank=True)
    floor_area_m2 = models.DecimalField(
        "diện tích nhà ở (m²)", max_digits=7, decimal_places=1, null=True, blank=True
    )
    pillars = _material("cột nhà")
    walls = _material("tường nhà")
    roof = _material("mái nhà")
    water_source = models.CharField(
        "nguồn nước sinh hoạt", max_length=20, choices=WaterSource.choices, blank=True
    )
    toilet = models.CharField("nhà tiêu", max_length=15, choices=Toilet.choices, blank=True)
    electricity = models.CharField(
        "nguồn điện", max_length=10, choices=Electricity.choices, blank=True
    )
    monthly_kwh = models.PositiveIntegerField("điện dùng một tháng (kWh)", null=True, blank=True)
    # Quantities by code of an option; None while nobody asked, then what it lacks is none.
    holdings = models.JSONField("tài sản, đất đai, chăn nuôi", null=True, blank=True)
    causes = models.BigIntegerField("nguyên nhân nghèo", default=0)
    needs = models.BigIntegerField("nhu cầu hỗ trợ", default=0)
    supports = models.BigIntegerField("hỗ trợ đã nhận", default=0)
    has_no_labour = models.BooleanField("hộ không có khả năng lao động", default=False)
    is_social_protection = models.BooleanField("hộ bảo trợ xã hội", default=False)
    is_farming = models.BooleanField("hộ làm nông, lâm, ngư, diêm nghiệp", default=False)
    is_indigenous = models.BooleanField("hộ dân tộc tại chỗ", default=False, editable=False)
    has_merit_person = models.BooleanField(
        "có thành viên là người có công", default=False, editable=False
    )
    is_female_headed = models.BooleanField("chủ hộ là nữ", default=False, editable=False)
    child_count = _children("số trẻ em")
    uninsured_child_count = _children("trẻ em chưa có bảo hiểm y tế")
    malnourished_child_count = _children("trẻ em suy dinh dưỡng")
    unschooled_child_count = _children("trẻ em không đi học đúng cấp")

    PERSONAL_DATA = {
        "form_a": Sensitivity.BASIC,
        "floor_area_m2": Sensitivity.BASIC,
        "pillars": Sensitivity.BASIC,
        "walls": Sensitivity.BASIC,
        "roof": Sensitivity.BASIC,
        "water_source": Sensitivity.BASIC,
        "toilet": Sensitivity.BASIC,
        "electricity": Sensitivity.BASIC,
        "monthly_kwh": Sensitivity.BASIC,
        "holdings": Sensitivity.BASIC,
        "causes": Sensitivity.SENSITIVE,
        "needs": Sensitivity.BASIC,
        "supports": Sensitivity.BASIC,
        "has_no_labour": Sensitivity.SENSITIVE,
        "is_social_protection": Sensitivity.SENSITIVE,
        "is_farming": Sensitivity.BASIC,
        "is_indigenous": Sensitivity.SENSITIVE,
        "has_merit_person": Sensitivity.SENSITIVE,
        "is_female_headed": Sensitivity.BASIC,
        "child_count": Sensitivity.BASIC,
        "uninsured_child_count": Sensitivity.SENSITIVE,
        "malnourished_child_count": Sensitivity.SENSITIVE,
        "unschooled_child_count": Sensitivity.SENSITIVE,
    }

    class Meta:
        abstract = True
