"""Pages about time: clocks of a case that are changed by hand."""
