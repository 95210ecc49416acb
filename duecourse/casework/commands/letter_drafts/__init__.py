"""What colleagues do with a draft besides its wording: talk about it, look at its pages, open it in Word."""
