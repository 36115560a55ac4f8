# No field is indexed unless a query needs it: an index on what only grows stops the writes near 500 a
# second. An index of one field is a setting of the field, one of several is an index.

locals {
  _indexes = flatten([
    for collection, row in var.collections : [
      for index in row.indexes : {
        collection = collection
        fields     = index
        name = join("/", [
          collection, join(",", [for part in index : "${part.field} ${part.order}"])
        ])
      }
    ]
  ])

  _single = { for index in local._indexes : index.name => index if length(index.fields) == 1 }
  _fields = {
    for index in values(local._single) :
    "${index.collection}/${index.fields[0].field}" => index...
  }
}

resource "google_firestore_field" "exempt" {
  for_each   = var.collections
  project    = var.project_id
  database   = google_firestore_database.database.name
  collection = each.key
  field      = "*"
  index_config {}
}

resource "google_firestore_field" "single" {
  for_each   = local._fields
  project    = var.project_id
  database   = google_firestore_database.database.name
  collection = each.value[0].collection
  field      = each.value[0].fields[0].field
  index_config {
    dynamic "indexes" {
      for_each = each.value[*].fields[0].order
      content {
        order       = indexes.value
        query_scope = "COLLECTION"
      }
    }
  }

  depends_on = [google_firestore_field.exempt]
}

resource "google_firestore_index" "composite" {
  for_each    = { for index in local._indexes : index.name => index if length(index.fields) > 1 }
  project     = var.project_id
  database    = google_firestore_database.database.name
  collection  = each.value.collection
  query_scope = "COLLECTION"
  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path = fields.value.field
      order      = fields.value.order
    }
  }
}
