variable "alert_emails" {
  description = "Addresses that alerts are sent to."
  type        = list(string)
}

variable "border_subscriptions" {
  description = "Names of the subscriptions that bring messages over the border."
  type        = list(string)
  default     = []
}

variable "budget" {
  description = "What a month may cost before people are told; null for no budget."
  type = object({
    amount          = number
    billing_account = string
    currency        = optional(string, "EUR")
  })
  default = null
}

variable "dead_letters" {
  description = "Names of the subscriptions that keep what could not be handled."
  type        = list(string)
}

variable "location" {
  description = "Where logs are kept."
  type        = string
}

variable "project_id" {
  description = "Project that is watched."
  type        = string
}

variable "quick" {
  description = "Functions whose answers must not take long."
  type        = list(string)
}

variable "retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 400
}

variable "thresholds" {
  description = "From where on people are told: seconds, milliseconds, and a share of the answers."
  type = object({
    error_ratio           = optional(number, 0.01)
    failed_ticks_a_minute = optional(number, 10)
    latency_p99_ms        = optional(number, 1000)
    unacknowledged_s      = optional(number, 30)
    unhealthy_minutes     = optional(number, 5)
    sent_again_a_minute   = optional(number, 10)
  })
  default = {}
}

variable "uptime" {
  description = "Host and path that are asked from outside, without credentials; null for none."
  type        = object({ host = string, path = string })
  default     = null
}
