"""Files in custody: what kinds are kept, those that wait for a report to be sent, and those that come with one."""
