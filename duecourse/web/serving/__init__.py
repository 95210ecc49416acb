"""The site as a process: its settings, sockets, proxies and server."""
