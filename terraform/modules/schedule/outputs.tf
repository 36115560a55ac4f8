output "schedules" {
  description = "When each job ticks."
  value       = local._cron
}
