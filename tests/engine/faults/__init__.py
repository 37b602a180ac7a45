"""What may go wrong, made to go wrong: hostile files, bad input, killed processes, full disks."""
