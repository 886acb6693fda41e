import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import { resolveKey } from '#src/resolve/keys.ts'
import { isImportedKey } from '#src/tables/key-names.ts'

const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRBbLlwd7YwqtVvqx1Vb0GFEGg1wbXcFs5M7w7rY1tT crew@example'
const fingerprint = '1I0QxTeBNLANoEXK/5POi6+aBKcRs5oNZvJ8HdEbbho'
const files: Readonly<Record<string, string>> = { 'login.pub': `${ed25519}\n`, '/home/me/.ssh/id_rsa.pub': ed25519 }
const app = {
  regionName: 'us-west-2',
  files: { home: '/home/me', read: async (path: string) => files[path] },
  machines: { keyFingerprint: async (name: string) => (name === 'ops-key' ? 'aa:bb' : undefined) },
} as unknown as App
const resolved = (ssh: object) => resolveKey(app, { path: 'nodeGroups[0]', cluster: 'dev', nodegroup: 'ng', ssh: { allow: true, ...ssh } })
const name = `eksctl-dev-nodegroup-ng-${fingerprint}`

test.each([
  [{ publicKey: ed25519 }, { name, imported: { name, publicKey: ed25519 } }],
  [{ publicKeyPath: 'login.pub' }, { name, imported: { name, publicKey: `${ed25519}\n` } }],
  [{ publicKeyPath: '~/.ssh/id_rsa.pub' }, { name, imported: { name, publicKey: ed25519 } }],
  [{ publicKeyName: 'ops-key' }, { name: 'ops-key' }],
  [{ publicKeyPath: 'ops-key' }, { name: 'ops-key' }],
  [
    { publicKey: ed25519, publicKeyName: 'nobody' },
    { name, imported: { name, publicKey: ed25519 } },
  ],
  [{ allow: false, publicKeyName: 'nobody' }, undefined],
])('%j', async (ssh, key) => {
  expect(await resolved(ssh)).toEqual(key)
})

test('an RSA key is named by the MD5 of its DER form', async () => {
  const { n = '', e = '' } = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
  const field = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes])
  const wire = Buffer.concat([
    field(Buffer.from('ssh-rsa')),
    field(Buffer.from(e, 'base64url')),
    field(Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')])),
  ])
  expect((await resolved({ publicKey: `ssh-rsa ${wire.toString('base64')}` }))?.name).toMatch(
    /^eksctl-dev-nodegroup-ng-([0-9a-f]{2}:){15}[0-9a-f]{2}$/,
  )
})

test.each([
  [{ publicKeyPath: '~/.ssh/gone.pub' }, /there is no file \/home\/me\/\.ssh\/gone\.pub, and no EC2 key pair of that name/],
  [{ publicKeyName: 'nobody' }, /EC2 has no key pair "nobody" in us-west-2 \(nodeGroups\[0\]\.ssh\.publicKeyName\)/],
  [{ publicKey: 'ssh-dss AAAA' }, /nodeGroups\[0\]\.ssh\.publicKey is no public key/],
])('%j is refused, and the message says what is missing', async (ssh, message) => {
  await expect(resolved(ssh)).rejects.toMatchObject({ exitCode: 6, message: expect.stringMatching(message) })
})

test.each([
  [`eksctl-a-nodegroup-ng-${fingerprint}`, true],
  [`eksctl-a-nodegroup-ng-other`, false],
  [`eksctl-a-b-nodegroup-ng-${fingerprint}`, false],
  [`eksctl-a-nodegroup-ng-x-${fingerprint}`, false],
])('%s is a key of cluster a with nodegroup ng: %s', (key, ours) => {
  expect(isImportedKey('a', ['ng'], { name: key, fingerprint: `${fingerprint}=` })).toBe(ours)
})
