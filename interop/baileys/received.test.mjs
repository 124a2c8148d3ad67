import assert from 'node:assert/strict'
import test from 'node:test'
import { proto } from '@whiskeysockets/baileys'
import { receiptEvent, receivedEvents } from './received.mjs'

const key = { id: 'ID', remoteJid: '100000000000001@lid', remoteJidAlt: '15550001111@s.whatsapp.net', fromMe: false }

test('reports a text in either of its two shapes', () => {
  const shapes = [{ conversation: 'hello' }, { extendedTextMessage: { text: 'hello' } }]
  for (const message of shapes) {
    assert.deepEqual(receivedEvents([{ key, message, messageTimestamp: 1_700_000_000 }]), [
      {
        event: 'message',
        id: 'ID',
        chat: '100000000000001@lid',
        alt: '15550001111@s.whatsapp.net',
        fromMe: false,
        text: 'hello',
        timestamp: 1_700_000_000
      }
    ])
  }
})

test('reports a message that could not be decrypted with its reason', () => {
  const [event] = receivedEvents([
    { key, messageStubType: proto.WebMessageInfo.StubType.CIPHERTEXT, messageStubParameters: ['Bad MAC'] }
  ])
  assert.equal(event.event, 'undecryptable')
  assert.equal(event.reason, 'Bad MAC')
})

test('is silent about what carries no text', () => {
  assert.deepEqual(receivedEvents([{ key, message: { protocolMessage: {} } }]), [])
})

test('reports every message that a receipt names', () => {
  const list = { tag: 'list', attrs: {}, content: [{ tag: 'item', attrs: { id: 'ID2' } }] }
  const receipt = { tag: 'receipt', attrs: { id: 'ID1', from: key.remoteJid, type: 'read' }, content: [list] }
  assert.deepEqual(receiptEvent(receipt), { event: 'receipt', ids: ['ID1', 'ID2'], from: key.remoteJid, type: 'read' })
})

test('reports a delivery, which has no type', () => {
  const receipt = { tag: 'receipt', attrs: { id: 'ID1', from: key.remoteJid } }
  assert.deepEqual(receiptEvent(receipt), { event: 'receipt', ids: ['ID1'], from: key.remoteJid, type: '' })
})
