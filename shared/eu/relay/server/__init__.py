"""The relay's server: aiohttp parses HTTP and WebSocket, frames go straight to the transports."""
