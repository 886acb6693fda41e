import { createHash } from 'node:crypto'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { issuerThumbprint } from '#src/aws/issuer.ts'
import { startLab } from '../sandbox/eks/lab.ts'

test("the thumbprint is that of the last certificate sent, trusted by the cluster's own authority; undefined where nobody answers", async () => {
  const lab = await startLab()
  try {
    await lab.startCluster()
    const { cluster } = await lab.eks<{ cluster: { identity: { oidc: { issuer: string } }; certificateAuthority: { data: string } } }>(
      'DescribeCluster',
      { name: 'dev' },
    )
    const { issuer } = cluster.identity.oidc
    const thumbprint = await issuerThumbprint(issuer, cluster.certificateAuthority.data, {})
    expect(thumbprint).toBe(await leafOf(new URL(issuer)))
    expect(await issuerThumbprint(issuer, undefined, {})).toBeUndefined()
    expect(await issuerThumbprint('https://127.0.0.1:1/id/none', undefined, {})).toBeUndefined()
  } finally {
    await lab.close()
  }
})

/** The sandbox sends one certificate only. */
const leafOf = ({ hostname, port }: URL): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(createHash('sha1').update(socket.getPeerCertificate().raw).digest('hex'))
      socket.destroy()
    })
    socket.on('error', reject)
  })
