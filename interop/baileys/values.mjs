// Values between the lines of JSON and Baileys: bytes as Baileys itself writes them, and references to messages that
// this account has seen.

import { BufferJSON } from '@whiskeysockets/baileys'

/// Bytes become {"type":"Buffer","data":<base64>}, an error its text.
export const toJson = value =>
  JSON.stringify(value, (key, part) => (part instanceof Error ? part.message : BufferJSON.replacer(key, part)))

export const fromJson = line => JSON.parse(line, BufferJSON.reviver)

/// The same value with {"$message":id} replaced by that message and {"$key":id} by its key.
export function withMessages(value, messages) {
  if (Array.isArray(value)) return value.map(part => withMessages(part, messages))
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value
  if ('$message' in value) return messages.get(value.$message)
  if ('$key' in value) return messages.get(value.$key).key
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withMessages(part, messages)]))
}
