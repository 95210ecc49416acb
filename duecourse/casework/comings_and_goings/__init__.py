"""People who come and go, as those who keep them see and change them: the list, one person, what a change leaves."""
