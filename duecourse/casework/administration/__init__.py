"""Keeping a trust: its schools, people, posts, settings and helplines; every change by somebody who may, and logged."""
