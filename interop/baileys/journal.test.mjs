import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { Journal } from './journal.mjs'

async function inFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'))
  try {
    await use(join(folder, 'journal.jsonl'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('knows the plaintext of a ciphertext after a restart', () =>
  inFolder(async file => {
    const before = await Journal.open(file)
    await before.decrypted(Buffer.from([1, 2]), Buffer.from('text'))
    await before.close()

    const after = await Journal.open(file)
    assert.deepEqual(after.plaintextOf(Buffer.from([1, 2])), Buffer.from('text'))
    assert.equal(after.plaintextOf(Buffer.from([1, 3])), undefined)
  }))

test('sees a message for the first time once, restarts included', () =>
  inFolder(async file => {
    const before = await Journal.open(file)
    assert.equal(before.firstSeen('ID', false), true)
    assert.equal(before.firstSeen('ID', false), false)
    assert.equal(before.firstSeen('ID', true), true)
    await before.close()

    const after = await Journal.open(file)
    assert.equal(after.firstSeen('ID', false), false)
  }))
