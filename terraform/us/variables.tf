variable "access_policy" {
  description = "Number of the organization's access policy, for VPC service controls; null for none."
  type        = string
  default     = null
}

variable "alert_emails" {
  description = "Addresses that alerts are sent to."
  type        = list(string)
  default     = []
}

variable "behaviour" {
  description = "Settings of the functions: the sandbox's are other values, never other code."
  type = object({
    market_hours     = optional(string, "real")
    quote_age_max_ms = optional(number, 15000)
  })
  default = {}
  validation {
    condition     = var.environment == "sandbox" || var.behaviour.market_hours == "real"
    error_message = "Production has real market hours."
  }
}

variable "border_key_id" {
  description = "Name of the key that border messages are signed with; another key has another name."
  type        = string
  default     = "us-1"
}

variable "border_seed_version" {
  description = "Raised by one when the seed is another one."
  type        = number
  default     = 1
}

variable "border_signing_seed" {
  description = "Seed of that key, 64 hexadecimal digits. It is written to the secret, not to the state."
  type        = string
  sensitive   = true
  ephemeral   = true
  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.border_signing_seed))
    error_message = "The seed has 64 hexadecimal digits: openssl rand -hex 32."
  }
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

variable "cmek" {
  description = "Whether stores are encrypted with our own keys. The quota for databases is asked for first."
  type        = bool
  default     = true
  validation {
    condition     = var.cmek || var.environment == "sandbox"
    error_message = "Production is encrypted with our own keys."
  }
}

variable "deployer" {
  description = "Who deploys this project, as an IAM member; needed with VPC service controls."
  type        = string
  default     = null
  validation {
    condition     = var.access_policy == null || var.deployer != null
    error_message = "A perimeter needs to know who deploys."
  }
}

variable "environment" {
  description = "`production`, or `sandbox`."
  type        = string
  validation {
    condition     = contains(["production", "sandbox"], var.environment)
    error_message = "An environment is production or sandbox."
  }
}

variable "organization_policies" {
  description = "Whether the project gets policies on locations, keys and storage: it needs an organization."
  type        = bool
  default     = true
  validation {
    condition     = var.organization_policies || var.environment == "sandbox"
    error_message = "Production is bound by organization policies."
  }
}

variable "peer" {
  description = "The EU project, whose orders come in."
  type = object({
    border_public_keys = map(string)
    project_id         = string
    project_number     = string
  })
}

variable "peer_deployer" {
  description = "Who deploys the EU project, as an IAM member: may attach subscriptions to our topics."
  type        = string
}

variable "project_id" {
  description = "The US project."
  type        = string
}

variable "region" {
  description = "Region of functions, databases, topics, keys and logs."
  type        = string
  default     = "us-east4"
  validation {
    condition     = contains(local.us_regions, var.region)
    error_message = "The US project lies in a region of the United States."
  }
}

variable "sizes" {
  description = "How large instances are and how many there are, by function; others get the defaults."
  type = map(object({
    concurrency   = optional(number)
    cpu           = optional(string)
    instances_max = optional(number)
    instances_min = optional(number)
    memory        = optional(string)
  }))
  default = {}
}

variable "thresholds" {
  description = "From where on people are told: seconds, milliseconds, and a share of the answers."
  type = object({
    error_ratio           = optional(number)
    failed_ticks_a_minute = optional(number)
    latency_p99_ms        = optional(number)
    unacknowledged_s      = optional(number)
    unhealthy_minutes     = optional(number)
    sent_again_a_minute   = optional(number)
  })
  default = {}
}
