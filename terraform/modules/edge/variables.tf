variable "client_ca" {
  description = "Certificates, PEM, that partners' own certificates must be signed by; none for no mTLS."
  type        = list(string)
  default     = []
}

variable "domain" {
  description = "Name that partners reach the platform by."
  type        = string
}

variable "fallback" {
  description = "Function that answers what no route names; its answer is an error."
  type        = string
}

variable "project_id" {
  description = "Project of the edge."
  type        = string
}

variable "proxy_range" {
  description = "Addresses of the load balancer's own subnet; it needs 64 at least."
  type        = string
  default     = "10.0.0.0/23"
}

variable "rate_limits" {
  description = "Requests a minute of one address, by rate class; `read` is for all that is not named."
  type        = map(number)
  validation {
    condition     = contains(keys(var.rate_limits), "read")
    error_message = "The class read needs a limit: it is the last rule."
  }
}

variable "region" {
  description = "Region that TLS ends in."
  type        = string
}

variable "routes" {
  description = "The one list of routes."
  type = list(object({
    function   = string
    method     = string
    path       = string
    rate_class = string
  }))
}

variable "services" {
  description = "Cloud Run services by the name of the function: a function is one too."
  type        = map(string)
}
