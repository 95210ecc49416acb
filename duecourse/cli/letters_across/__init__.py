"""Commands on letters over all cases, and on the correspondence of a case as one."""
