"""The wording of a letter, edited by hand."""
