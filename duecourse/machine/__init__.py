"""What machines do differently, asked nowhere else."""
