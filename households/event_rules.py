"""What an event needs before it may be recorded: pure rules over days and people."""

from collections.abc import Collection, Iterable
from datetime import date

from povertyplan.errors import InvalidData


def check_successor(*, is_head: bool, others: Collection, successor) -> None:
    """Raise InvalidData unless somebody of `others`, who stay, takes the place of a head."""
    if is_head and others and successor not in others:
        raise InvalidData("Hãy chọn chủ hộ mới trong các thành viên còn lại.")


def check_day(day: date, *, today: date, born: Iterable[date], previous: date | None) -> None:
    """Raise InvalidData unless `day` is past or today, after the births, and in its order.

    `previous` is the day of the last thing that happened to the household: a later entry of an
    earlier day would describe people who were not there.
    """
    if day > today:
        raise InvalidData("Ngày xảy ra không được sau hôm nay.")
    late = max(born, default=None)
    if late and day < late:
        raise InvalidData(f"Ngày xảy ra không được trước ngày sinh ({late:%d/%m/%Y}).")
    if previous and day < previous:
        raise InvalidData(
            f"Biến động trước của hộ là ngày {previous:%d/%m/%Y}; ngày xảy ra không được trước "
            "ngày đó."
        )
