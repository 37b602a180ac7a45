"""From a photo to a stylized picture, for one or many."""
