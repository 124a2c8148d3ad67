// npm's libsignal as the other side of a test conversation. One JSON request a line on stdin, one JSON answer a line on
// stdout, in the same order; binary values are hex. Several named peers live in one process.
'use strict';

const { createInterface } = require('node:readline');

// libsignal writes whole sessions to the console, and stdout belongs to the answers.
for (const method of ['log', 'info', 'warn', 'error']) {
  console[method] = () => {};
}

const { ProtocolAddress, SessionBuilder, SessionCipher, SessionRecord, keyhelper } = require('libsignal');

const TYPES = { 1: 'MESSAGE', 3: 'PREKEY' };

class Peer {
  identity = keyhelper.generateIdentityKeyPair();
  registrationId = keyhelper.generateRegistrationId();
  signedPreKey = keyhelper.generateSignedPreKey(this.identity, 5);
  preKeys = new Map();
  nextPreKeyId = 1;
  sessions = new Map();

  // The storage that libsignal asks for. Sessions are kept as text, as a real store would keep them.
  storage = {
    loadSession: async id => (this.sessions.has(id) ? SessionRecord.deserialize(JSON.parse(this.sessions.get(id))) : null),
    storeSession: async (id, record) => void this.sessions.set(id, JSON.stringify(record.serialize())),
    isTrustedIdentity: () => true,
    loadPreKey: async id => this.preKeys.get(id),
    removePreKey: id => void this.preKeys.delete(id),
    loadSignedPreKey: () => this.signedPreKey.keyPair,
    getOurRegistrationId: () => this.registrationId,
    getOurIdentity: () => this.identity,
  };

  bundle(withOneTimePreKey) {
    const { keyId, keyPair, signature } = this.signedPreKey;
    return {
      registrationId: this.registrationId,
      identityKey: hex(this.identity.pubKey),
      signedPreKey: { id: keyId, key: hex(keyPair.pubKey), signature: hex(signature) },
      oneTimePreKey: withOneTimePreKey ? this.oneTimePreKey() : null,
    };
  }

  oneTimePreKey() {
    const { keyId, keyPair } = keyhelper.generatePreKey(this.nextPreKeyId++);
    this.preKeys.set(keyId, keyPair);
    return { id: keyId, key: hex(keyPair.pubKey) };
  }

  async build(remote, { registrationId, identityKey, signedPreKey, oneTimePreKey }) {
    await new SessionBuilder(this.storage, address(remote)).initOutgoing({
      registrationId,
      identityKey: bytes(identityKey),
      signedPreKey: {
        keyId: signedPreKey.id,
        publicKey: bytes(signedPreKey.key),
        signature: bytes(signedPreKey.signature),
      },
      preKey: oneTimePreKey ? { keyId: oneTimePreKey.id, publicKey: bytes(oneTimePreKey.key) } : undefined,
    });
    return {};
  }

  async encrypt(remote, plaintext) {
    const { type, body } = await new SessionCipher(this.storage, address(remote)).encrypt(bytes(plaintext));
    return { type: TYPES[type], bytes: hex(body) };
  }

  async decrypt(remote, type, message) {
    const cipher = new SessionCipher(this.storage, address(remote));
    try {
      const plaintext =
        type === 'PREKEY'
          ? await cipher.decryptPreKeyWhisperMessage(bytes(message))
          : await cipher.decryptWhisperMessage(bytes(message));
      return { plaintext: hex(plaintext) };
    } catch (error) {
      return { refused: error.message };
    }
  }
}

const peers = new Map();

function peer(name) {
  if (!peers.has(name)) {
    peers.set(name, new Peer());
  }
  return peers.get(name);
}

async function answer({ op, name, remote, ...rest }) {
  switch (op) {
    case 'bundle':
      return peer(name).bundle(rest.withOneTimePreKey);
    case 'build':
      return peer(name).build(remote, rest.bundle);
    case 'encrypt':
      return peer(name).encrypt(remote, rest.plaintext);
    case 'decrypt':
      return peer(name).decrypt(remote, rest.type, rest.bytes);
    default:
      throw new Error(`unknown operation ${op}`);
  }
}

const address = name => new ProtocolAddress(name, 0);
const bytes = text => Buffer.from(text, 'hex');
const hex = buffer => Buffer.from(buffer).toString('hex');

async function main() {
  for await (const line of createInterface({ input: process.stdin })) {
    let reply;
    try {
      reply = await answer(JSON.parse(line));
    } catch (error) {
      reply = { error: String(error.stack) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

main();
