// Texts on their way out, one at a time and in order: each is sent again, under the same id, until the server acked it.

const ACK_DEADLINE_MS = 10_000
const PAUSE_AFTER_ERROR_MS = 50

export class Outbox {
  #queue = []
  #transmit
  #report
  #open = false
  #running = false
  #settle = () => {}

  /// `transmit` hands one text to the connection; `report` is told of a text that it could not send for now.
  constructor(transmit, report) {
    this.#transmit = transmit
    this.#report = report
  }

  get size() {
    return this.#queue.length
  }

  add(text) {
    this.#queue.push(text)
    this.#run()
  }

  opened() {
    this.#open = true
    this.#run()
  }

  closed() {
    this.#open = false
    this.#settle(false)
  }

  acknowledged(id) {
    if (this.#queue[0]?.id === id) this.#settle(true)
  }

  async #run() {
    if (this.#running) return
    this.#running = true
    while (this.#open && this.#queue.length > 0) {
      if (await this.#sendFirst()) this.#queue.shift()
    }
    this.#running = false
  }

  // Ends with whether the first text was acked: on its ack, on the connection's end, or at the deadline.
  #sendFirst() {
    return new Promise(resolve => {
      const deadline = setTimeout(() => this.#settle(false), ACK_DEADLINE_MS)
      this.#settle = acked => {
        clearTimeout(deadline)
        resolve(acked)
      }
      const settle = this.#settle
      this.#transmit(this.#queue[0]).catch(error => {
        if (this.#open) this.#report({ event: 'error', message: error.stack })
        setTimeout(() => settle(false), PAUSE_AFTER_ERROR_MS)
      })
    })
  }
}
