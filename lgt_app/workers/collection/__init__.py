"""Jobs that read dropped files, check pictures and make thumbnails."""
