// What was decrypted and what was reported, kept on disk: a message that the server delivers again is decrypted again
// to the same text, and reported once. A ratchet alone could do neither.

import { createHash } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'

export class Journal {
  #file
  #plaintexts = new Map()
  #seen = new Set()
  #writing = Promise.resolve()

  static async open(file) {
    const journal = new Journal()
    journal.#file = file
    for (const line of await linesOf(file)) journal.#apply(JSON.parse(line))
    return journal
  }

  /// The plaintext that this ciphertext had, or undefined.
  plaintextOf(ciphertext) {
    return this.#plaintexts.get(hash(ciphertext))
  }

  decrypted(ciphertext, plaintext) {
    return this.#append({ ciphertext: hash(ciphertext), plaintext: Buffer.from(plaintext).toString('base64') })
  }

  /// True the first time that it is asked about this message.
  firstSeen(id, fromMe) {
    const message = `${fromMe ? 'out' : 'in'}:${id}`
    if (this.#seen.has(message)) return false
    void this.#append({ message })
    return true
  }

  close() {
    return this.#writing
  }

  #append(entry) {
    this.#apply(entry)
    this.#writing = this.#writing.then(() => appendFile(this.#file, JSON.stringify(entry) + '\n'))
    return this.#writing
  }

  #apply({ ciphertext, plaintext, message }) {
    if (ciphertext) this.#plaintexts.set(ciphertext, Buffer.from(plaintext, 'base64'))
    if (message) this.#seen.add(message)
  }
}

const hash = bytes => createHash('sha256').update(bytes).digest('hex')

async function linesOf(file) {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter(line => line)
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}
