// The events of one connection, whichever it is: what came, and waiting for what comes.
const PATIENCE = 30_000

export function events (what) {
  const seen = []
  const waiting = new Set()

  return {
    add (event) {
      seen.push(event)
      for (const look of [...waiting]) look()
    },
    // The first event, among those that came and those that come, that `wanted` accepts.
    next (wanted, words) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = seen.find(wanted)
          if (found) {
            waiting.delete(look)
            clearTimeout(timer)
            resolve(found)
          }
        }
        const timer = setTimeout(() => {
          waiting.delete(look)
          const channels = seen.map(event => event.channel).join(' ')
          reject(new Error(`${what}: ${words} did not come; there was: ${channels}`))
        }, PATIENCE)
        waiting.add(look)
        look()
      })
    }
  }
}
