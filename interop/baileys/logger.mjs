// Baileys' log on stderr, silent unless BAILEYS_LOG names a level (trace shows every stanza).

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error']

const level = process.env.BAILEYS_LOG ?? 'silent'
const shown = LEVELS.includes(level) ? LEVELS.slice(LEVELS.indexOf(level)) : []

const show = name => (details, text) => {
  const line = typeof details === 'string' ? details : `${text ?? ''} ${JSON.stringify(details, plain)}`
  process.stderr.write(`${new Date().toISOString()} ${name} ${line}\n`)
}
const plain = (_, value) => (value instanceof Error ? value.stack : value)

export const logger = { level, child: () => logger }
for (const name of LEVELS) logger[name] = shown.includes(name) ? show(name) : () => {}
