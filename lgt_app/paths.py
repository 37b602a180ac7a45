"""Where settings, projects, caches and logs belong: the same places as the command line's."""

from lgt_engine.system.user_folders import cache_dir, config_dir, data_dir, log_dir, projects_dir

__all__ = ["cache_dir", "config_dir", "data_dir", "log_dir", "projects_dir"]
