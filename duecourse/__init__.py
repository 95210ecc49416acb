"""What ties engine, store and letters together: use cases, scheduler, command line."""
