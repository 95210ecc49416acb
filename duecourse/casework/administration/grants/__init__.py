"""What is asked, and who is told, where a post is given by which cases are seen."""
