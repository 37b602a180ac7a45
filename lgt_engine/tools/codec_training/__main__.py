"""``python -m lgt_engine.tools.codec_training``."""

from .command import main

if __name__ == "__main__":
    main()
