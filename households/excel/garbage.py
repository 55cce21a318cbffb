"""How often Python looks for objects that only point at each other."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS_BETWEEN = 100_000


@contextmanager
def seldom_sought() -> Iterator[None]:
    """Look seldom, and not among what is there already, while a file is read.

    Rows come and go by the thousand and hardly ever make rings, but the search for them would
    take a fifth of the time.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
