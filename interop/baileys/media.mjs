// Where media goes: to the simulator, whose certificates are trusted here and nowhere else.

import { Agent as HttpsAgent } from 'node:https'
import { Agent, buildConnector } from 'undici'

/// Baileys' options for a media server at `host` (name:port) whose certificates `ca` (PEM) signed; none when there is
/// no such server. Uploads go to the hosts that the server names. Downloads may name WhatsApp's own hosts, which
/// Baileys has built in: they are led to the simulator, under their own names.
export function mediaOptions({ host, ca } = {}) {
  if (!host) return {}
  const [hostname, port] = host.split(':')
  const connect = buildConnector({ ca })
  const lead = (target, callback) =>
    connect(
      target.hostname.endsWith('.whatsapp.net')
        ? { ...target, hostname, port, servername: target.hostname }
        : target,
      callback
    )
  return { fetchAgent: new HttpsAgent({ ca }), options: { dispatcher: new Agent({ connect: lead }) } }
}
