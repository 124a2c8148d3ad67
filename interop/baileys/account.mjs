// One linked account: keeps a Baileys socket connected until it is stopped, logged out or refused for good.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import makeWASocket, {
  Browsers,
  DisconnectReason,
  downloadMediaMessage,
  generateMessageIDV2,
  jidNormalizedUser,
  proto,
  useMultiFileAuthState,
  WA_CERT_DETAILS
} from '@whiskeysockets/baileys'
import { Journal } from './journal.mjs'
import { logger } from './logger.mjs'
import { mediaOptions } from './media.mjs'
import { Messages } from './messages.mjs'
import { Outbox } from './outbox.mjs'
import { Pending } from './pending.mjs'
import { receiptEvent, receivedEvents } from './received.mjs'
import { repeatableRepository } from './repository.mjs'
import { withMessages } from './values.mjs'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000
const QUERY_DEADLINE_MS = 10_000
const CLOSE_DEADLINE_MS = 1_000

// What Baileys tells and the agent does not pass on as it is: credentials, and what has events of its own.
const NOT_PASSED_ON = ['creds.update', 'connection.update']

// After these closes WhatsApp would only refuse again.
const FINAL_CODES = [
  DisconnectReason.loggedOut,
  DisconnectReason.forbidden,
  DisconnectReason.multideviceMismatch,
  DisconnectReason.connectionReplaced,
  405 // the version is too old
]

export class Account {
  #config
  #auth
  #journal
  #report
  #pending = new Pending()
  #sent = new Map()
  #messages = new Messages()
  #outbox
  #socket
  #failures = 0
  #open = false
  #stopped = false

  /// The account whose credentials and keys are in `folder`, a new one when there are none. `history` takes what the
  /// phone tells of the past and the app state that comes with it; `media` says where media is kept.
  static async open({ folder, url, rootKey, history = false, media, report }) {
    // Baileys trusts the root in this exported buffer, and reads it at every handshake.
    Buffer.from(rootKey, 'hex').copy(WA_CERT_DETAILS.PUBLIC_KEY)
    await mkdir(folder, { recursive: true })
    const account = new Account()
    account.#report = report
    account.#journal = await Journal.open(join(folder, 'journal.jsonl'))
    account.#auth = await account.#credentials(join(folder, 'auth'))
    account.#outbox = new Outbox(text => account.#transmit(text), report)
    account.#config = {
      waWebSocketUrl: url,
      // Without the history Baileys would hold every event back for 20 s, waiting for it.
      shouldSyncHistoryMessage: () => history,
      syncFullHistory: history,
      ...mediaOptions(media)
    }
    return account
  }

  async #credentials(folder) {
    const { state, saveCreds } = await useMultiFileAuthState(folder)
    const { creds, keys } = state
    return {
      state: { creds, keys: { get: keys.get, set: data => this.#pending.track(keys.set(data)) } },
      save: () => this.#pending.track(saveCreds())
    }
  }

  connect() {
    let over = false
    const socket = makeWASocket({
      ...this.#config,
      auth: this.#auth.state,
      browser: Browsers.ubuntu('Chrome'),
      logger,
      emitOwnEvents: false,
      // Off unless asked for; without it a wrong encoder of ours would not be noticed.
      appStateMacVerification: { patch: true, snapshot: true },
      defaultQueryTimeoutMs: QUERY_DEADLINE_MS,
      getMessage: async ({ id }) => this.#sent.get(id) ?? this.#messages.find(id)?.message,
      makeSignalRepository: repeatableRepository(this.#journal, this.#pending, () => over)
    })
    this.#socket = socket
    // Before its last event a socket drops what it buffered, whose receipts are sent already.
    socket.registerSocketEndHandler(() => {
      over = true
      socket.ev.flush()
    })
    socket.ev.on('creds.update', () => this.#auth.save())
    socket.ev.on('connection.update', update => this.#connectionChanged(update))
    socket.ev.on('messages.upsert', ({ messages }) => this.#received(messages))
    socket.ev.process(told => this.#told(told))
    // Baileys has no event for a server ack, and merges receipts that arrive together so that the last one wins: it
    // is the stanzas themselves that are reported.
    socket.ws.on('CB:ack,class:message', ({ attrs }) => this.#acknowledged(attrs))
    socket.ws.on('CB:receipt', receipt => this.#report(receiptEvent(receipt)))
  }

  send({ id, to, text }) {
    this.#sent.set(id, proto.Message.fromObject({ extendedTextMessage: { text } }))
    this.#outbox.add({ id, to, text })
  }

  /// Any function of Baileys' socket, with arguments in which messages may be named by their ids. It is not repeated
  /// when the connection breaks.
  async call(method, args = []) {
    const result = await this.#socket[method](...withMessages(args, this.#messages))
    this.#messages.remember(result)
    return result
  }

  /// The decrypted file of a message that was sent or received.
  download(id) {
    return downloadMediaMessage(this.#messages.get(id), 'buffer', { options: this.#config.options })
  }

  /// Asks the own phone for something; the id of the request. Baileys' own function wraps it like a message that the
  /// phone is only told of; the simulated phone leaves that unanswered. Whether real phones do so for this reason is not
  /// known: Baileys issue 2452 reports their silence.
  async ask(request) {
    const { me } = this.#auth.state.creds
    const phone = jidNormalizedUser(me.id)
    const type = proto.Message.ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE
    const message = { protocolMessage: { type, peerDataOperationRequestMessage: request } }
    const { nodes } = await this.#socket.createParticipantNodes([phone], message, {})
    const id = generateMessageIDV2(me.id)
    const attrs = { id, to: phone, type: 'text', category: 'peer', push_priority: 'high_force' }
    const [encrypted] = nodes[0].content
    const meta = { tag: 'meta', attrs: { appdata: 'default' } }
    await this.#socket.sendNode({ tag: 'message', attrs, content: [encrypted, meta] })
    return id
  }

  drop() {
    this.#socket.ws.socket?.terminate()
  }

  async logout() {
    await this.#socket.logout()
  }

  state() {
    const { me } = this.#auth.state.creds
    return { open: this.#open, jid: me?.id, lid: me?.lid, unsent: this.#outbox.size }
  }

  async stop() {
    this.#stopped = true
    this.#outbox.closed()
    await Promise.race([this.#socket?.end(undefined), setTimeout(CLOSE_DEADLINE_MS)])
    await this.#pending.settled()
    await this.#journal.close()
  }

  #connectionChanged({ connection, qr, isNewLogin, lastDisconnect }) {
    if (qr) this.#report({ event: 'qr', qr })
    // Without a name Baileys never says that it is available, and its receipts are those of an inactive device.
    if (isNewLogin) this.#auth.state.creds.me.name = 'Baileys'
    if (connection === 'open') this.#opened()
    if (connection === 'close') this.#closed(lastDisconnect?.error)
  }

  #opened() {
    this.#open = true
    this.#failures = 0
    const { jid, lid } = this.state()
    this.#report({ event: 'open', jid, lid })
    this.#outbox.opened()
  }

  async #closed(error) {
    this.#open = false
    this.#outbox.closed()
    const code = error?.output?.statusCode ?? 0
    const last = this.#stopped || FINAL_CODES.includes(code)
    this.#report({ event: 'close', code, reason: error?.message ?? '', last })
    if (last) return
    const pause = code === DisconnectReason.restartRequired ? 0 : FIRST_PAUSE_MS * 2 ** this.#failures++
    await setTimeout(Math.min(pause, LONGEST_PAUSE_MS))
    // Two sockets at once on one set of keys would overwrite each other's sessions.
    await this.#pending.settled()
    if (!this.#stopped) this.connect()
  }

  #received(messages) {
    for (const message of messages) this.#messages.remember(message)
    for (const event of receivedEvents(messages)) {
      if (event.event !== 'message' || this.#journal.firstSeen(event.id, event.fromMe)) this.#report(event)
    }
  }

  #told(told) {
    for (const [name, data] of Object.entries(told)) {
      if (!NOT_PASSED_ON.includes(name)) this.#report({ event: 'told', name, data })
    }
  }

  #acknowledged({ id, error }) {
    this.#report({ event: 'ack', id, error })
    this.#outbox.acknowledged(id)
  }

  async #transmit({ id, to, text }) {
    this.#messages.remember(await this.#socket.sendMessage(to, { text }, { messageId: id }))
  }
}
