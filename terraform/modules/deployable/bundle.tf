# The archive comes straight from the table of bundles; other contents are another object, and so a
# new revision.

locals {
  _digest = sha256(join("\n", [
    for path in sort(keys(var.bundle.files)) :
    "${path} ${filesha256("${var.repository}/${var.bundle.files[path]}")}"
  ]))
}

data "archive_file" "bundle" {
  type             = "zip"
  output_path      = "${path.root}/.build/${var.name}-${local._digest}.zip"
  output_file_mode = "0644"
  dynamic "source" {
    for_each = var.bundle.files
    content {
      content  = file("${var.repository}/${source.value}")
      filename = source.key
    }
  }
  lifecycle {
    precondition {
      condition = alltrue([
        for path in values(var.bundle.files) :
        !startswith(path, "shared/${var.bundle.region == "eu" ? "us" : "eu"}/") &&
        !startswith(path, "functions/${var.bundle.region == "eu" ? "us" : "eu"}/")
      ])
      error_message = "The archive of ${var.name} would hold files of the other region."
    }
  }
}

resource "google_storage_bucket_object" "bundle" {
  bucket       = var.bucket
  name         = "${var.name}/${local._digest}.zip"
  source       = data.archive_file.bundle.output_path
  content_type = "application/zip"
}
