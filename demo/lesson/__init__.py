"""The Lesson tab: six steps from pixels to alphabets that no network has seen."""

from demo.lesson.tab import build_lesson

__all__ = ["build_lesson"]
