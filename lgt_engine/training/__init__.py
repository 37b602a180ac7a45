"""The parts of one training run; :mod:`lgt_engine.training.trainer` puts them together."""
