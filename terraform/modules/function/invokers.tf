# A public function answers whoever comes through the load balancer; the code asks who it is. A push
# consumer answers its own subscriptions' account alone.

locals {
  _pusher = "push-${var.name}@${var.project_id}.iam.gserviceaccount.com"
  _invokers = (
    local._is_public
    ? { edge = "allUsers" }
    : { push = "serviceAccount:${local._pusher}" }
  )
}

resource "google_service_account" "push" {
  count        = local._is_public ? 0 : 1
  project      = var.project_id
  account_id   = "push-${var.name}"
  display_name = "What Pub/Sub pushes to ${var.name} as"
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = local._invokers
  project  = var.project_id
  location = var.region
  name     = google_cloudfunctions2_function.function.name
  role     = "roles/run.invoker"
  member   = each.value

  depends_on = [google_service_account.push]
}
