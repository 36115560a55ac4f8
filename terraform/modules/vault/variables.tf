variable "functions" {
  description = "Members that the region's functions run as, by the name of the function."
  type        = map(string)
}

variable "kms_key_name" {
  description = "Key that sealed documents are encrypted with once more."
  type        = string
  default     = null
}

variable "location" {
  description = "Where the bucket lies; the keys lie where their list says."
  type        = string
}

variable "object_users" {
  description = "Functions that write, read and remove sealed documents."
  type        = set(string)
}

variable "project_id" {
  description = "Project of the vault."
  type        = string
}

variable "protected" {
  description = "Whether Terraform refuses to remove what cannot be had again."
  type        = bool
  default     = true
}

variable "release_members" {
  description = "People who may act for the legal release account, which alone opens blocked data."
  type        = set(string)
  default     = []
}

variable "table" {
  description = "The list of keys: where they lie, and who may use each for what."
  type = object({
    location           = string
    key_ring           = string
    protection_level   = string
    destroy_after_days = number
    keys = list(object({
      name          = string
      purpose       = string
      algorithm     = string
      rotation_days = optional(number)
      roles         = map(list(string))
    }))
    permissions = map(list(string))
  })
}
