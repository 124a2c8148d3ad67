// The messages that an account sent and received lately, by id: what is quoted, reacted to, edited, downloaded or
// sent again is named by its id alone.

const MOST = 5_000

export class Messages {
  #byId = new Map()

  /// Keeps what it can be asked for later; anything else than a message is ignored.
  remember(message) {
    if (!message?.key?.id || !message.message) return
    this.#byId.set(message.key.id, message)
    if (this.#byId.size > MOST) this.#byId.delete(this.#byId.keys().next().value)
  }

  find(id) {
    return this.#byId.get(id)
  }

  get(id) {
    const message = this.#byId.get(id)
    if (!message) throw new Error(`no message ${id} was sent or received`)
    return message
  }
}
