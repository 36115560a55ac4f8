output "events" {
  description = "Texts of log lines that are counted."
  value       = values(local._events)
}
