// The writes to disk that are under way, so that a stop or a new connection can wait for them.

export class Pending {
  #promises = new Set()

  track(promise) {
    const tracked = promise.finally(() => this.#promises.delete(tracked))
    this.#promises.add(tracked)
    return tracked
  }

  /// Ends when nothing is under way any more, whatever came of it.
  async settled() {
    while (this.#promises.size > 0) await Promise.allSettled(this.#promises)
  }
}
