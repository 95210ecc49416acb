"""Pages on which colleagues talk about a draft, look at its pages, and open it in Word."""
