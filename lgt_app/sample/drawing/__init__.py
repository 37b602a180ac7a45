"""Pictures drawn by LGT itself, for the sample project: nothing here is a photo of anything."""
