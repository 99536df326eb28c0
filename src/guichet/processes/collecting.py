"""The garbage collector, kept to what is young.

Python's looks through everything that lives, again and again while it grows, and nothing else runs
meanwhile: with 5,000 open sockets for a second and more, for the sake of a few hundred objects.
Nearly everything is freed without it, as soon as nothing refers to it; what it has to find died
young. So what has survived a second is put out of its sight, and all is looked through only when
there is twice as much as the last time, or as the process began with; four times, while it has much
to do.
"""

import asyncio
import gc
import time

YOUNG = 10_000
"""New objects after which they are looked through."""
RESTS = 1.0
"""Seconds after which what is left counts as living on."""
LOOKS = 60
"""Rests between two looks at how much there is."""
FEW = 100_000
"""Objects too few to matter."""
QUIET = 0.2
"""A process that works for less of its time is not held up by a look."""


class Collecting:
    """Of one process, while ``run`` runs."""

    def __init__(self) -> None:
        self._living = FEW

    async def run(self) -> None:
        """Until cancelled."""
        before = gc.get_threshold()
        gc.set_threshold(YOUNG, 20, 1_000)
        self.settle()
        self._living = max(FEW, gc.get_freeze_count())  # all the code there is, to begin with
        try:
            while True:
                for _ in range(LOOKS):
                    self.settle()
                    worked = time.process_time()
                    await asyncio.sleep(RESTS)
                self.look(is_busy=time.process_time() - worked > QUIET * RESTS)
        finally:
            gc.set_threshold(*before)
            gc.unfreeze()

    def settle(self) -> None:
        """Look through what is young, and put what is left out of sight."""
        gc.collect(1)
        gc.freeze()

    def look(self, *, is_busy: bool = False) -> None:
        """Look through everything, if there is much more than after the last time."""
        if gc.get_freeze_count() > (4 if is_busy else 2) * self._living:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._living = max(FEW, gc.get_freeze_count())
