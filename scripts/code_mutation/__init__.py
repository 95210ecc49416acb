"""Breaks the code that works out times, decides and keeps the record, and tells which breaks no test sees."""
