import assert from 'node:assert/strict'
import test from 'node:test'
import { mediaOptions } from './media.mjs'

test('no media server, no options', () => {
  assert.deepEqual(mediaOptions(), {})
  assert.deepEqual(mediaOptions({ host: '', ca: '' }), {})
})

test('uploads trust the certificate of the simulator', () => {
  assert.equal(mediaOptions({ host: '127.0.0.1:1', ca: 'pem' }).fetchAgent.options.ca, 'pem')
})
