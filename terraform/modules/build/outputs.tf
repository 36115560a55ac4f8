output "build" {
  description = "Who builds, where archives go, and where images go."
  value = {
    bucket          = google_storage_bucket.sources.name
    repository      = "projects/${var.project_id}/locations/${var.region}/repositories/functions"
    service_account = "projects/${var.project_id}/serviceAccounts/${trimprefix(local._member, "serviceAccount:")}"
  }
  depends_on = [
    google_artifact_registry_repository.images,
    google_artifact_registry_repository_iam_member.images,
    google_project_iam_member.logs,
    google_storage_bucket_iam_member.sources,
  ]
}
