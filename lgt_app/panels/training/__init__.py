"""The training: buttons, curves, advanced options."""
