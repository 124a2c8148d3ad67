import assert from 'node:assert/strict'
import test from 'node:test'
import { Messages } from './messages.mjs'
import { fromJson, toJson, withMessages } from './values.mjs'

const key = { id: 'ID', remoteJid: '15550001111@s.whatsapp.net', fromMe: false }

function messagesWith(...known) {
  const messages = new Messages()
  for (const message of known) messages.remember(message)
  return messages
}

test('bytes keep through JSON', () => {
  const value = { args: [{ image: Buffer.from([1, 2, 255]), caption: 'hello' }] }
  assert.deepEqual(fromJson(toJson(value)), value)
})

test('an error is told by its text', () => {
  assert.equal(toJson({ error: new Error('gone') }), '{"error":"gone"}')
})

test('names of messages become the messages, at any depth', () => {
  const message = { key, message: { conversation: 'hello' } }
  const args = ['15550001111@s.whatsapp.net', { react: { text: '+', key: { $key: 'ID' } } }, [{ $message: 'ID' }], null]
  assert.deepEqual(withMessages(args, messagesWith(message)), [
    '15550001111@s.whatsapp.net',
    { react: { text: '+', key } },
    [message],
    null
  ])
})

test('bytes among the arguments stay as they are', () => {
  const bytes = Buffer.from([1, 2, 3])
  assert.equal(withMessages([{ image: bytes }], messagesWith())[0].image, bytes)
})

test('a message that nobody has seen is an error', () => {
  assert.throws(() => withMessages({ $key: 'ID' }, messagesWith({ key, messageStubType: 2 })), /no message ID/)
})
