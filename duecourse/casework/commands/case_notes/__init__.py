"""Notes on a case: written once, never changed, put right by a further one."""
