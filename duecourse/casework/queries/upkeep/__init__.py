"""What is put right and held in a case by hand: its answers, its holds, the version of its policy."""
