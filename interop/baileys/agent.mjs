// A Baileys client that another process drives: one JSON command a line on stdin, one JSON event a line on stdout.
// README.md beside the folder lists both.

import { createInterface } from 'node:readline'
import { Account } from './account.mjs'

// libsignal writes to the console; stdout belongs to the events.
for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
  console[level] = (...words) => process.stderr.write(words.map(String).join(' ') + '\n')
}

const report = event => process.stdout.write(JSON.stringify(event) + '\n')
const fail = error => report({ event: 'error', message: error?.stack ?? String(error) })
process.on('unhandledRejection', fail)

let account

const commands = {
  async connect({ folder, url, rootKey }) {
    account = await Account.open({ folder, url, rootKey, report })
    account.connect()
  },
  send: ({ id, to, text }) => account.send({ id, to, text }),
  drop: () => account.drop(),
  logout: () => account.logout(),
  state: () => report({ event: 'state', ...account.state() }),
  stop
}

async function stop() {
  await account?.stop()
  process.exit(0)
}

report({ event: 'ready' })

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const { command, ...parameters } = JSON.parse(line)
    await commands[command](parameters)
  } catch (error) {
    fail(error)
  }
}
await stop() // whoever started this process is gone
