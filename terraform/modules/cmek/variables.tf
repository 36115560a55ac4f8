variable "keys" {
  description = "Who encrypts and decrypts with each key, by the key's name."
  type        = map(list(string))
}

variable "location" {
  description = "Where the keys lie: where what they encrypt lies."
  type        = string
}

variable "name" {
  description = "Name of the key ring."
  type        = string
  default     = "cmek"
}

variable "project_id" {
  description = "Project of the keys."
  type        = string
}

variable "rotation_days" {
  description = "Days after which a key gets a new version."
  type        = number
  default     = 90
}
