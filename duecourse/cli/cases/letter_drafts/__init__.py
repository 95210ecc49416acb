"""Commands by which colleagues talk about a draft and open it in Word."""
