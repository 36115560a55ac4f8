resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = var.publishers
  project  = var.project_id
  topic    = google_pubsub_topic.topic.name
  role     = "roles/pubsub.publisher"
  member   = each.value
}

resource "google_pubsub_topic_iam_member" "attacher" {
  for_each = var.attachers
  project  = var.project_id
  topic    = google_pubsub_topic.topic.name
  role     = var.attacher_role
  member   = each.value
}
