output "id" {
  description = "Full name of the topic, once it is there and its publishers may publish."
  value       = local._id
  depends_on = [
    google_pubsub_topic.topic,
    google_pubsub_topic_iam_member.attacher,
    google_pubsub_topic_iam_member.publisher,
  ]
}

output "name" {
  description = "Name of the topic, once it is there."
  value       = var.name
  depends_on  = [google_pubsub_topic.topic]
}
