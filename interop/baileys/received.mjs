// Baileys' messages as the events that the agent reports.

import { normalizeMessageContent, proto } from '@whiskeysockets/baileys'

const { CIPHERTEXT } = proto.WebMessageInfo.StubType

export const receivedEvents = messages => messages.map(toEvent).filter(event => event)

function toEvent({ key, message, messageStubType, messageStubParameters, messageTimestamp }) {
  const address = { id: key.id, chat: key.remoteJid, alt: key.remoteJidAlt, fromMe: Boolean(key.fromMe) }
  if (messageStubType === CIPHERTEXT) {
    return { event: 'undecryptable', ...address, reason: messageStubParameters?.[0] ?? '' }
  }
  const content = normalizeMessageContent(message)
  const text = content?.conversation || content?.extendedTextMessage?.text
  return text ? { event: 'message', ...address, text, timestamp: Number(messageTimestamp) } : undefined
}
