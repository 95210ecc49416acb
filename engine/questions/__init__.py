"""What the questions of a step may be answered with: answers, texts, and the bounds of times."""
