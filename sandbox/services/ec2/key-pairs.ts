import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { describe } from './describe.ts'
import { quota } from './quotas.ts'
import { missing, notFound } from './refusals.ts'
import { ec2State, nowText } from './state.ts'
import type { KeyPair } from './state.ts'
import { tagsFor } from './tags.ts'

const badKey = (): AwsError => new AwsError('InvalidKey.Format', 'Key is not in valid OpenSSH public key format')

/** Reads one line of an OpenSSH public key (the wire form in it is RFC 4253). */
function readKey(line: string): { type: 'rsa' | 'ed25519'; body: Buffer } {
  const [name, base64 = ''] = line.trim().split(/\s+/)
  const body = Buffer.from(base64, 'base64')
  const length = body.length < 4 ? 0 : body.readUInt32BE(0)
  if (body.length < 4 + length || body.subarray(4, 4 + length).toString() !== name) throw badKey()
  if (name === 'ssh-rsa') return { type: 'rsa', body }
  if (name === 'ssh-ed25519') return { type: 'ed25519', body }
  throw badKey()
}

/** EC2's fingerprint of an imported key: MD5 of the public key's DER for RSA, SHA-256 of the wire form for ED25519. Source: EC2 user guide, "Verify the fingerprint". */
function fingerprint(line: string): { type: 'rsa' | 'ed25519'; text: string } {
  const { type, body } = readKey(line)
  if (type === 'ed25519') return { type, text: createHash('sha256').update(body).digest('base64') }
  const der = createPublicKey({ key: rsaJwk(body), format: 'jwk' }).export({ type: 'spki', format: 'der' })
  return {
    type,
    text: createHash('md5')
      .update(der)
      .digest('hex')
      .replaceAll(/..(?=.)/g, '$&:'),
  }
}

function rsaJwk(body: Buffer): { kty: string; e: string; n: string } {
  const fields: Buffer[] = []
  for (let at = 0; at + 4 <= body.length;) {
    const end = at + 4 + body.readUInt32BE(at)
    fields.push(body.subarray(at + 4, end))
    at = end
  }
  const [, e, n] = fields
  if (e === undefined || n === undefined) throw badKey()
  return { kty: 'RSA', e: e.toString('base64url'), n: (n[0] === 0 ? n.subarray(1) : n).toString('base64url') }
}

function keep(
  call: Call,
  name: string,
  key: { type: 'rsa' | 'ed25519'; text: string },
  tags: KeyPair['Tags'],
  publicKey?: string,
): KeyPair {
  const { keypairs } = ec2State(call)
  if (name === '' || name.length > 255) throw missing('keyName')
  if (keypairs[name] !== undefined) throw new AwsError('InvalidKeyPair.Duplicate', `The keypair already exists`)
  if (Object.keys(keypairs).length >= quota(call, 'key-pairs'))
    throw new AwsError('KeyPairLimitExceeded', 'The maximum number of key pairs has been reached.')
  const pair: KeyPair = {
    KeyPairId: call.account.ids.hex('key-', 17),
    KeyName: name,
    KeyFingerprint: key.text,
    KeyType: key.type,
    CreateTime: nowText(call),
    Tags: tags,
    ...(publicKey !== undefined && { PublicKey: publicKey }),
  }
  keypairs[name] = pair
  return pair
}

function importKey(input: Aws.ImportKeyPairRequest, call: Call): object {
  const material: unknown = input.PublicKeyMaterial
  if (material === undefined) throw missing('publicKeyMaterial')
  const line = typeof material === 'string' ? material : Buffer.from(material as Uint8Array).toString()
  const {
    CreateTime: _,
    PublicKey: __,
    ...answer
  } = keep(call, input.KeyName ?? '', fingerprint(line), tagsFor(call, input.TagSpecifications, 'key-pair'), line.trim())
  return answer
}

function createKey(input: Aws.CreateKeyPairRequest, call: Call): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' })
  const text = createHash('sha1')
    .update(pkcs8)
    .digest('hex')
    .replaceAll(/..(?=.)/g, '$&:')
  const pair = keep(call, input.KeyName ?? '', { type: 'rsa', text }, tagsFor(call, input.TagSpecifications, 'key-pair'))
  return {
    KeyName: pair.KeyName,
    KeyPairId: pair.KeyPairId,
    KeyFingerprint: text,
    KeyMaterial: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    Tags: pair.Tags,
  }
}

function deleteKey(input: Aws.DeleteKeyPairRequest, call: Call): object {
  const { keypairs } = ec2State(call)
  const pair =
    input.KeyName === undefined ? Object.values(keypairs).find((one) => one.KeyPairId === input.KeyPairId) : keypairs[input.KeyName]
  if (pair === undefined && input.KeyPairId !== undefined)
    throw new AwsError('InvalidKeyPair.NotFound', `The key pair ID '${input.KeyPairId}' does not exist`)
  // A name that is not there is no error.
  if (pair === undefined) return { Return: true }
  delete keypairs[pair.KeyName]
  return { Return: true, KeyPairId: pair.KeyPairId }
}

const readKeys = describe<KeyPair>({
  records: (call) => Object.values(ec2State(call).keypairs),
  answer: 'KeyPairs',
  named: {
    KeyNames: { key: (one) => one.KeyName, absent: notFound.keyPair },
    KeyPairIds: {
      key: (one) => one.KeyPairId,
      absent: (id) => new AwsError('InvalidKeyPair.NotFound', `The key pair ID '${id}' does not exist`),
    },
  },
  filters: { 'key-name': 'KeyName', 'key-pair-id': 'KeyPairId', fingerprint: 'KeyFingerprint' },
})

export const keyPairOperations = {
  ImportKeyPair: importKey,
  CreateKeyPair: createKey,
  DeleteKeyPair: deleteKey,
  DescribeKeyPairs: ({ IncludePublicKey: withKey, ...input }: Aws.DescribeKeyPairsRequest, call: Call) => {
    const answer = readKeys(input as Parameters<typeof readKeys>[0], call) as { KeyPairs: Aws.KeyPairInfo[] }
    return withKey === true ? answer : { KeyPairs: answer.KeyPairs.map((pair) => ({ ...pair, PublicKey: undefined })) }
  },
}
