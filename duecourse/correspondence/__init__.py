"""The facts of letters: gathered from a case and the trust's settings, never guessed; what is missing stays missing."""

from duecourse.correspondence.facts import gather

__all__ = ["gather"]
