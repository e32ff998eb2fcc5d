"""A faithful local WeChat: its API, its deliveries to our callback, its customers' phones."""
