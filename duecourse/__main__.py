"""Runs the command line as `python -m duecourse`."""

from duecourse.cli import main

if __name__ == "__main__":
    main()
