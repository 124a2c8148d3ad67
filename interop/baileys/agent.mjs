// A Baileys client that another process drives: one JSON command a line on stdin, one JSON event a line on stdout.
// README.md beside the folder lists both.

import { createInterface } from 'node:readline'
import { Account } from './account.mjs'
import { fromJson, toJson } from './values.mjs'

// libsignal writes to the console; stdout belongs to the events.
for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
  console[level] = (...words) => process.stderr.write(words.map(String).join(' ') + '\n')
}

const report = event => process.stdout.write(toJson(event) + '\n')
const fail = error => report({ event: 'error', message: error?.stack ?? String(error) })
process.on('unhandledRejection', fail)

let account

const commands = {
  async connect(settings) {
    account = await Account.open({ ...settings, report })
    account.connect()
  },
  send: ({ id, to, text }) => account.send({ id, to, text }),
  call: ({ id, method, args }) => void answer(id, () => account.call(method, args)),
  download: ({ id, message }) => void answer(id, () => account.download(message)),
  ask: ({ id, request }) => void answer(id, () => account.ask(request)),
  drop: () => account.drop(),
  logout: () => account.logout(),
  state: () => report({ event: 'state', ...account.state() }),
  stop
}

// Without waiting, so that what takes long holds up no other command.
async function answer(id, work) {
  try {
    report({ event: 'result', id, value: (await work()) ?? null })
  } catch (error) {
    report({ event: 'result', id, value: null, error: error?.stack ?? String(error) })
  }
}

async function stop() {
  await account?.stop()
  process.exit(0)
}

report({ event: 'ready' })

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const { command, ...parameters } = fromJson(line)
    await commands[command](parameters)
  } catch (error) {
    fail(error)
  }
}
await stop() // whoever started this process is gone
