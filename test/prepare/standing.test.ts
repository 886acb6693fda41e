import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import { mustHaveAgent, mustKnowEntries, type Standing } from '#src/prepare/standing.ts'

const app = (installed: boolean): App =>
  ({ addons: { find: async () => (installed ? { name: 'eks-pod-identity-agent' } : undefined) } }) as unknown as App
const standing = (live: object): Standing =>
  ({ cluster: { name: 'dev', region: 'us-west-2' }, live: { cluster: live } }) as unknown as Standing

test('V296: a pod identity needs the agent on the cluster, unless Auto Mode brings it', async () => {
  await expect(mustHaveAgent(app(false), standing({}))).rejects.toMatchObject({
    exitCode: 6,
    hint: 'install it: eksx create addon --cluster dev --region us-west-2 --name eks-pod-identity-agent',
  })
  await expect(mustHaveAgent(app(true), standing({}))).resolves.toBeUndefined()
  await expect(mustHaveAgent(app(false), standing({ autoMode: true }))).resolves.toBeUndefined()
})

test('access entries are refused where aws-auth alone lets people in', () => {
  expect(() => mustKnowEntries(standing({ authenticationMode: 'CONFIG_MAP' }))).toThrow('CONFIG_MAP, which knows no access entries')
  expect(() => mustKnowEntries(standing({ authenticationMode: 'API' }))).not.toThrow()
})
