# What Duecourse uses of APScheduler 3, which ships no types.
