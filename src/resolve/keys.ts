import { createHash, createPublicKey } from 'node:crypto'
import { isAbsolute, join } from 'node:path'
import type { App } from '../app.ts'
import type { ImportedKey } from '../config/cluster.ts'
import type { ManagedNodeGroup } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { importedKeyName } from '../tables/key-names.ts'

/** The EC2 key pair that opens SSH to a nodegroup, and the public key where it has to be imported first. */
export interface NodeKey {
  readonly name: string
  readonly imported?: ImportedKey
}

interface KeyWish {
  readonly path: string
  readonly cluster: string
  readonly nodegroup: string
  readonly ssh: ManagedNodeGroup['ssh']
}

/** Undefined where SSH stays shut. A key in the config comes before a pair's name, and that before a file; a path that is no file may be the name of a pair. */
export async function resolveKey(app: App, { path, cluster, nodegroup, ssh }: KeyWish): Promise<NodeKey | undefined> {
  if (ssh?.allow !== true) return undefined
  const importing = (publicKey: string, where: string): NodeKey => {
    const name = importedKeyName(cluster, nodegroup, fingerprintOf(publicKey, where))
    return { name, imported: { name, publicKey } }
  }
  if (ssh.publicKey) return importing(ssh.publicKey, `${path}.ssh.publicKey`)
  if (ssh.publicKeyName) return pairNamed(app, ssh.publicKeyName, `${path}.ssh.publicKeyName`, undefined)
  if (!ssh.publicKeyPath) return undefined
  const file = ssh.publicKeyPath.startsWith('~/') ? join(app.files.home, ssh.publicKeyPath.slice(2)) : ssh.publicKeyPath
  const text = await app.files.read(file)
  return text === undefined ? pairNamed(app, ssh.publicKeyPath, `${path}.ssh.publicKeyPath`, file) : importing(text, file)
}

async function pairNamed(app: App, name: string, path: string, file: string | undefined): Promise<NodeKey> {
  if ((await app.machines.keyFingerprint(name)) !== undefined) return { name }
  const missing =
    file === undefined
      ? `EC2 has no key pair "${name}" in ${app.regionName} (${path})`
      : `there is no file ${file}, and no EC2 key pair of that name in ${app.regionName} (${path})`
  const hint =
    file === undefined || !looksLikeFile(name)
      ? 'see `aws ec2 describe-key-pairs`, or state the file of a public key'
      : `make the key with \`ssh-keygen -f ${file.replace(/\.pub$/, '')}\`, or state another file`
  throw new EksxError('KeyNotFound', missing, { exitCode: exitCodes.refused, hint })
}

const looksLikeFile = (name: string): boolean => isAbsolute(name) || /[/~]|\.pub$/.test(name)

/** As EC2 works it out for imported keys: MD5 of the DER form for RSA, SHA-256 of the wire form for ED25519, here without padding. */
function fingerprintOf(line: string, where: string): string {
  const [kind = '', base64 = ''] = line.trim().split(/\s+/)
  const wire = Buffer.from(base64, 'base64')
  const fields = fieldsOf(wire)
  const shape = fields[0]?.toString() === kind
  if (shape && kind === 'ssh-ed25519') return createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')
  const [, e, n] = fields
  if (!shape || kind !== 'ssh-rsa' || e === undefined || n === undefined) {
    throw new EksxError('KeyUnreadable', `${where} is no public key that EC2 takes`, {
      exitCode: exitCodes.refused,
      hint: 'EC2 takes one line of OpenSSH: `ssh-ed25519 AAAA…` or `ssh-rsa AAAA…`',
    })
  }
  const jwk = { kty: 'RSA', e: e.toString('base64url'), n: (n[0] === 0 ? n.subarray(1) : n).toString('base64url') }
  const der = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' })
  return createHash('md5')
    .update(der)
    .digest('hex')
    .replaceAll(/..(?=.)/g, '$&:')
}

/** The fields of an OpenSSH key's wire form (RFC 4253): each after its length in four bytes. */
function fieldsOf(wire: Buffer): Buffer[] {
  const fields: Buffer[] = []
  for (let at = 0; at + 4 <= wire.length;) {
    const end = at + 4 + wire.readUInt32BE(at)
    fields.push(wire.subarray(at + 4, end))
    at = end
  }
  return fields
}
