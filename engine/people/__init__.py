"""Who may act, and who may see what: posts, roles, conflicts and need to know."""
