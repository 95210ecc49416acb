"""What nobody has opened or taken up goes on to others: dangers, and the alerts of deadlines."""
