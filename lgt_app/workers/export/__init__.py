"""Jobs that write pictures and style files."""
