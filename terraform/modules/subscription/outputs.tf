output "dead_letters" {
  description = "Name of the subscription that keeps what could not be handled."
  value       = google_pubsub_subscription.dead_letters.name
}

output "name" {
  description = "Name of the subscription."
  value       = google_pubsub_subscription.subscription.name
}
