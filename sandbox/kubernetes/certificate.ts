import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate with its key, both in PEM. */
export interface Certificate {
  readonly certPem: string
  readonly keyPem: string
}

/** A certificate authority: what DescribeCluster hands out, and the key that servers' certificates are signed with. */
export interface Authority extends Certificate {
  readonly name: string
}

/** Makes an authority of its own, valid for ten years from an hour before `now` (ms). TLS stacks go by real time, so `now` is the machine's. */
export function makeAuthority(name: string, now: number): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const extensions = [
    extension(oids.basicConstraints, true, sequence(boolean(true))),
    extension(oids.keyUsage, true, tlv(0x03, Buffer.from([1, 0x86]))),
    extension(oids.subjectKeyId, false, tlv(0x04, keyId(keys.publicKey))),
  ]
  const certPem = certify({ issuer: name, signer: keys.privateKey, subject: name, publicKey: keys.publicKey, now, extensions })
  return { name, certPem, keyPem: pemOfKey(keys.privateKey) }
}

/** A server's certificate for names and addresses (`localhost`, `127.0.0.1`), signed by the authority. */
export function issue(authority: Authority, hosts: readonly string[], now: number): Certificate {
  const signer = createPrivateKey(authority.keyPem)
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const names = hosts.map((host) => (isIP(host) === 4 ? tlv(0x87, Buffer.from(host.split('.').map(Number))) : tlv(0x82, Buffer.from(host))))
  const extensions = [
    extension(oids.basicConstraints, true, sequence()),
    extension(oids.keyUsage, true, tlv(0x03, Buffer.from([7, 0x80]))),
    extension(oids.extendedKeyUsage, false, sequence(oid(oids.serverAuth))),
    extension(oids.subjectKeyId, false, tlv(0x04, keyId(keys.publicKey))),
    extension(oids.authorityKeyId, false, sequence(tlv(0x80, keyId(createPublicKey(signer))))),
    extension(oids.subjectAltName, false, sequence(...names)),
  ]
  const subject = hosts[0] ?? 'localhost'
  const certPem = certify({ issuer: authority.name, signer, subject, publicKey: keys.publicKey, now, extensions })
  return { certPem, keyPem: pemOfKey(keys.privateKey) }
}

const oids = {
  commonName: '2.5.4.3',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  subjectKeyId: '2.5.29.14',
  authorityKeyId: '2.5.29.35',
  subjectAltName: '2.5.29.17',
}

const hour = 3_600_000

interface Claim {
  readonly issuer: string
  readonly signer: KeyObject
  readonly subject: string
  readonly publicKey: KeyObject
  readonly now: number
  readonly extensions: readonly Buffer[]
}

/** X.509 v3 (RFC 5280), signed with ECDSA over SHA-256. */
function certify({ issuer, signer, subject, publicKey, now, extensions }: Claim): string {
  const algorithm = sequence(oid(oids.ecdsaSha256))
  const version = tlv(0xa0, tlv(0x02, Buffer.from([2])))
  const validity = sequence(time(now - hour), time(now + 10 * 365 * 24 * hour))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(version, serial(), algorithm, named(issuer), validity, named(subject), key, tlv(0xa3, sequence(...extensions)))
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', body, signer))
  const text = sequence(body, algorithm, signature)
    .toString('base64')
    .replace(/.{64}(?!$)/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`
}

/** One DER element: tag, length in its shortest form, contents. */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts)
}

function boolean(value: boolean): Buffer {
  return tlv(0x01, Buffer.from([value ? 0xff : 0]))
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest.flatMap(base128)]
  return tlv(0x06, Buffer.from(bytes))
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), tlv(0x04, value))
}

function named(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(oids.commonName), tlv(0x0c, Buffer.from(commonName)))))
}

/** GeneralizedTime throughout: readers take it before 2050 too. */
function time(ms: number): Buffer {
  const text = new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '')
  return tlv(0x18, Buffer.from(text))
}

/** A positive number of 16 bytes in its shortest form. */
function serial(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = (bytes.readUInt8(0) & 0x7f) | 0x40
  return tlv(0x02, bytes)
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
}

function pemOfKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' })
}
