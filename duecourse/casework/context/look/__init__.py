"""One look: a case loaded once in one reading transaction, and what one person may see of it handed out."""
