"""What a policy asks people to do outside Duecourse: what is due of it, and ticking it off."""
