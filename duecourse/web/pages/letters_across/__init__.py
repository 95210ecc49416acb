"""Pages of letters over all cases, and of the correspondence of a case as one."""
