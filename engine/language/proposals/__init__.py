"""Answers that follow from what was answered before, as a track declares them."""
