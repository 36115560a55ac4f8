variable "jobs" {
  description = "Ticks by name, from the table of jobs; `cron` is for what a period cannot say."
  type        = map(object({ every_seconds = number, cron = optional(string) }))
  validation {
    condition     = alltrue([for job in values(var.jobs) : job.every_seconds >= 60])
    error_message = "A scheduler ticks once a minute at most."
  }
}

variable "project_id" {
  description = "Project of the jobs."
  type        = string
}

variable "region" {
  description = "Region that the scheduler runs in."
  type        = string
}

variable "time_zone" {
  description = "Time zone of the jobs."
  type        = string
}

variable "topic" {
  description = "Full name of the topic that takes the ticks."
  type        = string
}
