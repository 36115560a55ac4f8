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
    bank                  = optional(string, "none")
    instant_funding       = optional(bool, false)
    market_hours          = optional(string, "real")
    omnibus_iban          = optional(string, "")
    quote_age_max_ms      = optional(number, 15000)
    rate_limit_per_minute = optional(number, 1000)
    review                = optional(string, "human")
  })
  default = {}
  validation {
    condition = (
      var.environment == "sandbox" ||
      (var.behaviour.market_hours == "real" && var.behaviour.review == "human" && !var.behaviour.instant_funding && var.behaviour.bank != "simulated")
    )
    error_message = "Production has real market hours, people who review, a real bank, and no instant funding."
  }
}

variable "border_key_id" {
  description = "Name of the key that border messages are signed with; another key has another name."
  type        = string
  default     = "eu-1"
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

variable "client_ca" {
  description = "Certificates, PEM, that partners' own certificates must be signed by; none for no mTLS."
  type        = list(string)
  default     = []
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

variable "domain" {
  description = "Name that partners reach the platform by."
  type        = string
}

variable "environment" {
  description = "`production`, or `sandbox`."
  type        = string
  validation {
    condition     = contains(["production", "sandbox"], var.environment)
    error_message = "An environment is production or sandbox."
  }
}

variable "export_region" {
  description = "Second region in the EU, for the ledger's daily export."
  type        = string
  default     = "europe-west1"
  validation {
    condition     = contains(local.eu_regions, var.export_region) && var.export_region != var.region
    error_message = "The export lies in a second region of the European Union."
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
  description = "The US project, once it is there: null at the first apply."
  type = object({
    border_public_keys = map(string)
    project_id         = string
    project_number     = string
  })
  default = null
}

variable "peer_deployer" {
  description = "Who deploys the US project, as an IAM member: may attach subscriptions to the orders topic."
  type        = string
  default     = null
}

variable "project_id" {
  description = "The EU project."
  type        = string
}

variable "rate_limits" {
  description = "Requests a minute of one address at the edge, by rate class."
  type        = map(number)
  default     = { auth = 60, funding = 300, orders = 3000, read = 6000, stream = 120, write = 600 }
}

variable "region" {
  description = "Region of functions, databases, topics, keys and logs."
  type        = string
  default     = "europe-southwest1"
  validation {
    # Not by prefix: europe- takes in London and Zurich.
    condition     = contains(local.eu_regions, var.region)
    error_message = "The EU project lies in a region of the European Union."
  }
}

variable "release_members" {
  description = "People who may open blocked personal data on a legal duty, as IAM members."
  type        = set(string)
  default     = []
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
