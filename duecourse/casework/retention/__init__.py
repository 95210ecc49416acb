"""How long cases are kept: the schedule, who changes it, and for which cases the time is over."""
