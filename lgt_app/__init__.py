"""The LGT window: drag in pictures, train, watch, steer, export."""
