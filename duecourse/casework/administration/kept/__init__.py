"""Rows of a trust as pages keep them: what somebody had read before they changed one, and what stands beside it."""
