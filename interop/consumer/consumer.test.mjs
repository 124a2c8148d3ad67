// A program that is written against the bridge's contract, with the packages that such programs use: fetch, FormData,
// ws and ioredis. ConsumerTest starts what it talks to and names it in the environment.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import test, { after, before } from 'node:test'
import Redis from 'ioredis'
import WebSocket from 'ws'
import { events } from './events.mjs'
import { tone } from './sound.mjs'

const { BRIDGE_URL, API_KEY, REDIS_URL, CONTROL_URL } = process.env
const ADA = '15550101111'
const BEN = '15550102222'
const CARLA = '15550103333'
const BEN_CHAT = `${BEN}@s.whatsapp.net`
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')

const socketEvents = events('WebSocket')
const redisEvents = events('Redis')
const redis = new Redis(REDIS_URL)
let socket
let session

async function call (method, path, body) {
  const json = body !== undefined && !(body instanceof FormData)
  const response = await fetch(BRIDGE_URL + path, {
    method,
    headers: { 'x-api-key': API_KEY, ...(json ? { 'content-type': 'application/json' } : {}) },
    body: json ? JSON.stringify(body) : body
  })
  return { status: response.status, body: await response.json() }
}

async function ok (method, path, body) {
  const answer = await call(method, path, body)
  assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

async function refused (status, error, method, path, body) {
  const answer = await call(method, path, body)
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`)
  if (error) assert.deepEqual(answer.body, { error })
  else assert.equal(typeof answer.body.error, 'string')
}

async function control (method, path, body) {
  const response = await fetch(`${CONTROL_URL}${path}`, {
    method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body)
  })
  assert.ok(response.ok, `${method} ${path}: ${response.status}`)
  const text = await response.text()
  return text && JSON.parse(text)
}

async function until (what, look) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const found = await look()
    if (found) return found
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`${what} did not come`)
}

const on = (kind, id) => `wa:${kind}:${id}`

async function everywhere (channel, wanted, words) {
  const both = event => event.channel === channel && wanted(event.data)
  const [heard, published] = await Promise.all([socketEvents.next(both, words), redisEvents.next(both, words)])
  assert.deepEqual(heard.data, published.data)
  return heard.data
}

const sent = id => everywhere(on('update', session),
  data => data.messageId === id && ['sent', 'delivered', 'read'].includes(data.status), `${id} sent`)

before(async () => {
  redis.on('pmessage', (_pattern, channel, message) => redisEvents.add({ channel, data: JSON.parse(message) }))
  await redis.psubscribe('wa:*')
  for (const [phone, name] of [[ADA, 'Ada'], [BEN, 'Ben'], [CARLA, 'Carla']]) {
    await control('POST', '/phones', { phone, name })
  }
})

after(() => {
  socket?.close()
  redis.disconnect()
})

test('health needs no key, everything else does', async () => {
  const health = await (await fetch(`${BRIDGE_URL}/health`)).json()
  assert.equal(health.status, 'ok')
  assert.equal(typeof health.activeSessions, 'number')
  assert.equal(typeof health.uptime, 'number')
  for (const headers of [{}, { 'x-api-key': 'wrong' }]) {
    const response = await fetch(`${BRIDGE_URL}/sessions?userId=u`, { headers })
    assert.equal(response.status, 401)
    assert.deepEqual(await response.json(), { error: 'Invalid API key' })
  }
})

test('the WebSocket refuses a wrong key with its own code', async () => {
  const wrong = new WebSocket(`${BRIDGE_URL.replace('http', 'ws')}/ws?apiKey=wrong`)
  const [code, reason] = await new Promise(resolve => wrong.on('close', (...closed) => resolve(closed)))
  assert.equal(code, 4001)
  assert.equal(reason.toString(), 'Invalid API key')
})

test('a number is linked by QR code, and the change is heard on both ways', async () => {
  await refused(400, 'sessionId is required', 'POST', '/sessions', {})
  await refused(404, 'Session not found', 'POST', '/sessions', { sessionId: 'unknown' })
  session = (await ok('POST', '/sessions', { userId: 'consumer', slot: 1 })).sessionId
  assert.equal((await ok('POST', '/sessions', { sessionId: session })).success, true)

  socket = new WebSocket(`${BRIDGE_URL.replace('http', 'ws')}/ws?apiKey=${encodeURIComponent(API_KEY)}`)
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  socket.on('message', data => {
    const frame = JSON.parse(data.toString())
    socketEvents.add(frame.error ? { channel: 'error', data: frame } : frame)
  })
  socket.send(JSON.stringify({ type: 'subscribe', sessionId: session }))
  socket.send('nonsense')
  await socketEvents.next(event => event.channel === 'error', 'the answer to nonsense')

  const status = await until('a QR code', async () => {
    const now = await ok('GET', `/sessions/${session}/status`)
    return now.status === 'qr_ready' && now.qr && now
  })
  assert.match(status.qrDataUrl, /^data:image\/png;base64,/)
  assert.ok(Date.parse(status.qrExpiresAt) > 0)
  await redisEvents.next(event => event.channel === on('qr', session) && event.data.qr, 'the QR code')
  await control('POST', `/phones/${ADA}/scan`, { qr: status.qr })
  const connected = await everywhere(on('status', session), data => data.status === 'connected', 'connected')
  assert.equal(connected.sessionId, session)
  assert.equal(connected.phone, `+${ADA}`)

  const { sessions } = await ok('GET', '/sessions?userId=consumer')
  assert.equal(sessions.length, 1)
  assert.deepEqual(
    (({ id, userId, slot, phone, status }) => ({ id, userId, slot, phone, status }))(sessions[0]),
    { id: session, userId: 'consumer', slot: 1, phone: `+${ADA}`, status: 'connected' })
})

test('another number is linked by pairing code, and removed', async () => {
  const other = (await ok('POST', '/sessions', { userId: 'consumer', slot: 2 })).sessionId
  await refused(400, 'phone is required', 'POST', `/sessions/${other}/pairing-code`, {})
  await refused(400, undefined, 'POST', `/sessions/${other}/pairing-code`, { phone: '12' })
  const { code } = await ok('POST', `/sessions/${other}/pairing-code`, { phone: `+${CARLA}` })
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  await refused(409, undefined, 'POST', `/sessions/${other}/passkey/confirm`, { matches: true })
  await control('POST', `/phones/${CARLA}/enter-code`, { code: code.replace('-', '') })
  await redisEvents.next(
    event => event.channel === on('status', other) && event.data.status === 'connected', 'the other number')
  assert.equal((await ok('DELETE', `/sessions/${other}`)).success, true)
})

test('a message arrives, is listed and found', async () => {
  await control('POST', `/phones/${BEN}/messages`, { to: ADA, text: 'Good morning' })
  const heard = await everywhere(on('msg', session), data => data.message.content === 'Good morning', 'the message')
  assert.equal(heard.chatId, BEN_CHAT)
  assert.equal(heard.message.fromMe, false)
  assert.equal(heard.message.type, 'text')
  const forUser = await redisEvents.next(event => event.channel === on('message', 'consumer'), 'the user\'s message')
  assert.equal(forUser.data.message.id, heard.message.id)

  const { chats } = await ok('GET', `/sessions/${session}/chats?limit=10`)
  const chat = chats.find(one => one.id === BEN_CHAT)
  assert.equal(chat.lastMessage.content, 'Good morning')
  assert.equal(chat.unreadCount, 1)
  assert.equal(chat.isGroup, false)
  const found = await ok('GET', `/sessions/${session}/chats?q=${BEN.slice(-6)}`)
  assert.deepEqual(found.chats.map(one => one.id), [BEN_CHAT])
  const { messages } = await ok('GET', `/sessions/${session}/chats/${BEN_CHAT}/messages?limit=50`)
  assert.equal(messages.at(-1).id, heard.message.id)
  await refused(404, undefined, 'GET', '/sessions/unknown/chats')
})

test('a chat is read and typed in', async () => {
  const chat = `/sessions/${session}/chats/${BEN_CHAT}`
  await ok('POST', `${chat}/read`, {})
  await everywhere(on('update', session), data => data.chatId === BEN_CHAT && data.unreadCount === 0, 'nothing unread')
  for (const state of ['composing', 'recording', 'paused']) await ok('POST', `${chat}/typing`, { state })
  await refused(400, undefined, 'POST', `${chat}/typing`, { state: 'shouting' })
  await control('POST', `/phones/${BEN}/typing`, { to: ADA, doing: 'composing' })
  await everywhere(on('update', session), data => data.chatId === BEN_CHAT && data.typing, 'Ben typing')
})

test('a text goes out, is reacted to, edited and deleted', async () => {
  const send = `/sessions/${session}/send/text`
  await refused(400, 'chatId and text are required', 'POST', send, {})
  const text = { chatId: BEN_CHAT, text: 'Good evening', idempotencyKey: 'once' }
  const { success, messageId } = await ok('POST', send, text)
  assert.equal(success, true)
  assert.equal((await ok('POST', send, text)).messageId, messageId)
  await sent(messageId)
  await until('the text at the phone', async () =>
    JSON.stringify(await control('GET', `/phones/${BEN}/messages`)).includes('Good evening'))

  const message = `/sessions/${session}/messages/${messageId}`
  await ok('POST', `${message}/reaction`, { emoji: '👍' })
  await ok('POST', `${message}/reaction`, { emoji: '' })
  await ok('PATCH', message, { text: 'Good night' })
  await until('the edit', async () => {
    const { messages } = await ok('GET', `/sessions/${session}/chats/${BEN_CHAT}/messages`)
    return messages.some(one => one.id === messageId && one.content === 'Good night' && one.editedAt)
  })
  await ok('DELETE', message)
})

test('a picture goes out as a form and comes back', async () => {
  const form = new FormData()
  form.append('file', new Blob([PNG], { type: 'image/png' }), 'dot.png')
  form.append('chatId', BEN_CHAT)
  form.append('caption', 'A dot')
  const { messageId } = await ok('POST', `/sessions/${session}/send/media`, form)
  await sent(messageId)
  const url = `${BRIDGE_URL}/sessions/${session}/messages/${messageId}/media`
  const whole = await fetch(url, { headers: { 'x-api-key': API_KEY } })
  assert.equal(whole.status, 200)
  assert.match(whole.headers.get('content-type'), /^image\//)
  assert.equal(whole.headers.get('x-content-type-options'), 'nosniff')
  const bytes = Buffer.from(await whole.arrayBuffer())
  const part = await fetch(url, { headers: { 'x-api-key': API_KEY, range: 'bytes=2-5' } })
  assert.equal(part.status, 206)
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(2, 6))
})

test('a recording goes out as a form and becomes a voice note', async () => {
  const form = new FormData()
  form.append('audio', new Blob([tone()], { type: 'audio/wav' }), 'note.wav')
  form.append('chatId', BEN_CHAT)
  const { messageId } = await ok('POST', `/sessions/${session}/send/audio`, form)
  await sent(messageId)
  const { messages } = await ok('GET', `/sessions/${session}/chats/${BEN_CHAT}/messages`)
  const note = messages.find(one => one.id === messageId)
  assert.equal(note.type, 'audio')
  assert.equal(note.duration, 1)
})

test('the account tells its health', async () => {
  assert.equal(typeof await ok('GET', `/sessions/${session}/health`), 'object')
})

test('events are read again from a cursor on', async () => {
  const all = await ok('GET', `/events?sessionId=${session}&limit=500`)
  assert.ok(all.events.some(event => event.channel === on('msg', session)))
  const { cursor } = all.events[0]
  const rest = await ok('GET', `/events?sessionId=${session}&limit=500&after=${encodeURIComponent(cursor)}`)
  assert.deepEqual(rest.events.slice(0, all.events.length - 1), all.events.slice(1))
  const waiting = ok('GET', `/events?sessionId=${session}&wait=20&after=${encodeURIComponent(rest.cursor)}`)
  await control('POST', `/phones/${BEN}/messages`, { to: ADA, text: 'Awaited' })
  assert.ok((await waiting).events.length > 0)
  await refused(400, undefined, 'GET', '/events?after=nonsense')
})

test('a webhook is called, signed', async () => {
  const hook = events('webhook')
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const signature = `sha256=${createHmac('sha256', 'hush').update(body).digest('hex')}`
      hook.add({ ...JSON.parse(body), signed: request.headers['x-parley-signature'] === signature })
      response.end()
    })
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${server.address().port}/hook`
    const { webhook } = await ok('POST', '/webhooks', { url, events: ['wa:msg'], secret: 'hush' })
    assert.deepEqual((await ok('GET', '/webhooks')).webhooks.map(one => one.id), [webhook.id])
    await control('POST', `/phones/${BEN}/messages`, { to: ADA, text: 'To the hook' })
    const called = await hook.next(event => event.data.message.content === 'To the hook', 'the call')
    assert.ok(called.signed)
    assert.equal(called.channel, on('msg', session))
    await ok('DELETE', `/webhooks/${webhook.id}`)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})

test('the API is described and tells its figures', async () => {
  const { paths } = await ok('GET', '/openapi.json')
  assert.ok(paths['/sessions/{id}/send/text'])
  for (const path of ['/docs', '/metrics']) {
    assert.equal((await fetch(BRIDGE_URL + path, { headers: { 'x-api-key': API_KEY } })).status, 200, path)
  }
})

test('the number is removed', async () => {
  assert.deepEqual(await ok('DELETE', `/sessions/${session}`), { success: true })
  socket.send(JSON.stringify({ type: 'unsubscribe', sessionId: session }))
})
