import { createHash } from 'node:crypto'
import { Agent, request } from 'node:https'
import { rootCertificates, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'

/** Milliseconds without a byte. */
const quiet = 5_000

type Env = Readonly<Record<string, string | undefined>>

/**
 * SHA-1 of the last certificate that an OIDC issuer sends, in hex. Its chain must lead to an authority that is known here, or to the
 * cluster's own. Undefined where the issuer cannot be reached from here: a private network is no reason to stop.
 */
export async function issuerThumbprint(issuer: string, authority: string | undefined, env: Env): Promise<string | undefined> {
  try {
    const known = await chain(
      issuer,
      [...rootCertificates, ...(authority === undefined ? [] : [Buffer.from(authority, 'base64').toString()])],
      true,
      env,
    )
    // With authorities at hand Node puts their certificates behind what was sent, and only what was sent counts.
    const sent = await chain(issuer, [], false, env)
    const last = sent.at(-1)
    if (last === undefined || sent[0]?.fingerprint256 !== known[0]?.fingerprint256) return undefined
    return createHash('sha1').update(last.raw).digest('hex')
  } catch {
    return undefined
  }
}

function chain(issuer: string, ca: string[], rejectUnauthorized: boolean, env: Env): Promise<DetailedPeerCertificate[]> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false, proxyEnv: { ...env } })
    const asked = request(`${issuer}/.well-known/openid-configuration`, { agent, ca, rejectUnauthorized, timeout: quiet }, (answer) => {
      const all = certificates((answer.socket as TLSSocket).getPeerCertificate(true))
      answer.destroy()
      resolve(all)
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', reject)
    asked.end()
  })
}

/** From the leaf on; a root is its own issuer. */
function certificates(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const all: DetailedPeerCertificate[] = []
  for (let next: DetailedPeerCertificate | undefined = leaf; next !== undefined && !all.includes(next); next = next.issuerCertificate)
    all.push(next)
  return all
}
