"""Pages about time: clocks of a case that are changed by hand, and the hours at which schools close."""
