// Baileys' own Signal repository, made safe for a connection that drops at any instant.
//
// Baileys advances the ratchet first and sends the receipt after it. When the connection ends in between, the server
// delivers the message again, and Baileys refuses it as a duplicate: the text would be lost. So each plaintext goes
// into the journal, in the transaction that advances the ratchet. And Baileys encrypts in a transaction under the own
// JID, but decrypts in one under the sender's, so that the two overwrite each other's session; here both use the
// first.

import { DEFAULT_CONNECTION_CONFIG } from '@whiskeysockets/baileys'

/// A value for Baileys' option makeSignalRepository. When `over` says so, the connection is at its end and may not
/// touch the keys any more: they belong to the next one.
export const repeatableRepository = (journal, pending, over) => (auth, logger, lookUpLids) => {
  const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, logger, lookUpLids)
  const decryptOnce = async parameters => {
    if (over()) throw new Error('the connection is over')
    const known = journal.plaintextOf(parameters.ciphertext)
    if (known) return known
    const plaintext = await repository.decryptMessage(parameters)
    await journal.decrypted(parameters.ciphertext, plaintext)
    return plaintext
  }
  return {
    ...repository,
    decryptMessage: parameters =>
      pending.track(auth.keys.transaction(() => decryptOnce(parameters), auth.creds.me.id))
  }
}
