"""The parts of one training run; :mod:`lgt_engine.trainer` puts them together."""
