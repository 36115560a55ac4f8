"""Build the order path's services from settings; once an instance, when first needed."""
