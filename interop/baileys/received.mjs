// What Baileys received as the events that the agent reports.

import { getAllBinaryNodeChildren, normalizeMessageContent, proto } from '@whiskeysockets/baileys'

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

/// A receipt names one message in its attributes, and more of them as the items of a list.
export function receiptEvent(receipt) {
  const items = getAllBinaryNodeChildren(receipt)
    .filter(({ tag }) => tag === 'list')
    .flatMap(getAllBinaryNodeChildren)
  const { id, from, type = '' } = receipt.attrs
  return { event: 'receipt', ids: [id, ...items.map(({ attrs }) => attrs.id)], from, type }
}
