"""The files in `config/` as `Settings` (`monitor.config.load`); the process's log (`monitor.config.logs`)."""
