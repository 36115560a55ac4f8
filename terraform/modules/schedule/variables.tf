variable "jobs" {
  description = "Ticks by name, from the table of jobs: `cron` is for what a period cannot say, `times` for more than one a minute."
  type        = map(object({ every_seconds = number, cron = optional(string), times = optional(number, 1) }))
  validation {
    condition     = alltrue([for job in values(var.jobs) : job.every_seconds >= 60])
    error_message = "A scheduler ticks once a minute at most."
  }
  validation {
    condition     = alltrue([for job in values(var.jobs) : job.times == 1 || job.every_seconds == 60])
    error_message = "Many ticks are asked for a minute at a time."
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
