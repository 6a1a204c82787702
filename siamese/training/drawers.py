"""Drawings made in the background: by a thread beside a processor, by several processes beside an accelerator.

Nothing here needs Keras, so that the processes start fast.
"""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import cv2
import numpy as np

from siamese.training.mixture import Mixture
from siamese.training.twins import class_look


class Drawers:
    """Those who draw from a mixture, until the `with` that they are used in ends.

    workers: one is a thread, which leaves the processor's other cores to the training; more are processes.
    """

    def __init__(self, mixture: Mixture, workers: int = 1):
        self.n_classes, self.ahead = len(mixture.classes), 2 * workers + 1
        if workers == 1:
            self.pool: Executor = ThreadPoolExecutor(1, initializer=_begin, initargs=(mixture,))
        else:
            context = multiprocessing.get_context("spawn")
            self.pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(mixture,))

    def __enter__(self) -> "Drawers":
        return self

    def __exit__(self, *problem) -> None:
        self.pool.shutdown(cancel_futures=True)

    def batches(
        self, steps: range, size: int, *, seed: int, frame: Callable[[int], int]
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """A batch for each step, which depends on the seed and the step alone; drawn ahead.

        Args:
            frame: the side of the frames of a step.

        Returns:
            frames: float32 in [0, 1], shape `(size, frame, frame, 1)`, to three digits.
            labels: int64, shape `(size,)`.
        """
        waiting = [self.pool.submit(_draw, seed, step, size, frame(step)) for step in steps[: self.ahead]]
        for place in range(len(steps)):
            frames, labels = waiting.pop(0).result()
            for step in steps[place + self.ahead : place + self.ahead + 1]:
                waiting.append(self.pool.submit(_draw, seed, step, size, frame(step)))
            yield frames.astype(np.float32), labels

    def class_looks(self) -> Iterator[np.ndarray]:
        """`siamese.training.twins.class_look` of each class, in the order of their numbers."""
        return self.pool.map(_look, range(self.n_classes), chunksize=100)


_drawing = threading.local()  # the mixture that a thread or a process draws from


def _begin(mixture: Mixture) -> None:
    cv2.setNumThreads(1)  # for pictures this small, more of them cost more than they give
    _drawing.mixture = mixture


def _draw(seed: int, step: int, size: int, frame: int) -> tuple[np.ndarray, np.ndarray]:
    frames, labels = _drawing.mixture.batch(size, rng=np.random.default_rng([seed, step]), frame=frame)
    return frames.astype(np.float16), labels  # on the way from another process half of it is enough


def _look(number: int) -> np.ndarray:
    return class_look(_drawing.mixture, number)
