"""What is kept about one person, collected from every case that its reader sees, for a request of that person."""
