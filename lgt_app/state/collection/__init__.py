"""What the library shows and how pictures come in."""
