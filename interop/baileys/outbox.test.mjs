import assert from 'node:assert/strict'
import test from 'node:test'
import { Outbox } from './outbox.mjs'

const texts = count => Array.from({ length: count }, (_, n) => ({ id: `ID${n}`, to: 'somebody', text: `${n}` }))

/// An outbox with what it transmitted, and `until`, which waits for so many transmissions.
function outboxWith(context, transmit = async () => {}) {
  const sent = []
  const waiting = []
  const until = count => (sent.length >= count ? undefined : new Promise(resolve => waiting.push([count, resolve])))
  const outbox = new Outbox(
    text => {
      sent.push(text.id)
      for (const [count, resolve] of waiting) if (sent.length >= count) resolve()
      return transmit(text)
    },
    () => {}
  )
  context.after(() => outbox.closed())
  return { outbox, sent, until }
}

test('sends the next text only after the ack of the one before', async context => {
  const { outbox, sent, until } = outboxWith(context)
  texts(2).forEach(text => outbox.add(text))
  outbox.opened()
  await until(1)
  outbox.acknowledged('ID1')
  assert.deepEqual(sent, ['ID0'])
  outbox.acknowledged('ID0')
  await until(2)
  assert.deepEqual(sent, ['ID0', 'ID1'])
})

test('sends a text again, first and under its id, when the connection ended before its ack', async context => {
  const { outbox, sent, until } = outboxWith(context)
  texts(2).forEach(text => outbox.add(text))
  outbox.opened()
  await until(1)
  outbox.closed()
  await Promise.resolve()
  await Promise.resolve()
  outbox.opened()
  await until(2)
  assert.deepEqual(sent, ['ID0', 'ID0'])
  assert.equal(outbox.size, 2)
})

test('sends nothing while the connection is closed', async context => {
  const { outbox, sent } = outboxWith(context)
  outbox.add(texts(1)[0])
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(sent, [])
})

test('tries again after a failure to send', async context => {
  let failures = 1
  const { outbox, sent, until } = outboxWith(context, async () => {
    if (failures-- > 0) throw new Error('connection closed')
  })
  outbox.add(texts(1)[0])
  outbox.opened()
  await until(2)
  outbox.acknowledged('ID0')
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(sent, ['ID0', 'ID0'])
  assert.equal(outbox.size, 0)
})
