"""Pages about oneself: one's account, who covers for one, one's own deadlines."""
