"""The OpenAPI document of the platform, made from its routes, models, views and reasons."""
