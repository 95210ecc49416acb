"""Letters over all the cases that somebody works on: what waits, and the correspondence of a case as one."""
