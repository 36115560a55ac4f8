locals {
  _id = "projects/${var.project_id}/topics/${var.name}"
}

resource "google_pubsub_topic" "topic" {
  project      = var.project_id
  name         = var.name
  kms_key_name = var.kms_key_name
  message_storage_policy {
    allowed_persistence_regions = var.regions
    enforce_in_transit          = true
  }
  dynamic "schema_settings" {
    for_each = google_pubsub_schema.schema
    content {
      schema   = schema_settings.value.id
      encoding = "JSON"
    }
  }
}

# A tripwire over the border's own dictionary: it knows names of fields, neither patterns nor
# attributes.
resource "google_pubsub_schema" "schema" {
  count      = var.schema == null ? 0 : 1
  project    = var.project_id
  name       = var.name
  type       = "PROTOCOL_BUFFER"
  definition = var.schema
}
