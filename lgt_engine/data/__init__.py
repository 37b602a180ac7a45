"""From folders of pictures to latents in memory."""
