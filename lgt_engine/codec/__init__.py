"""The image codec: pixels to latents and back."""
