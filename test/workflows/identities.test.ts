import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { Manifest } from '#src/app/kubernetes.ts'
import type { ServiceAccount } from '#src/config/schema/cluster-config.ts'
import type { Step } from '#src/plan/step.ts'
import { clusterIdentities, clusterOidcProvider } from '#src/workflows/cluster-identities.ts'
import { identityMappingSteps } from '#src/workflows/identity-mappings.ts'
import { federationOf, type IdentityPlace } from '#src/workflows/role-stacks.ts'
import { serviceAccountSteps } from '#src/workflows/service-accounts.ts'
import { clusterOf } from '../templates/clusters.ts'

const signal = new AbortController().signal
const run = { signal, progress: () => undefined }
const live = { name: 'demo', endpoint: 'https://api', issuer: 'https://oidc.example:443/id/A', authenticationMode: 'CONFIG_MAP' }

/** A cluster's Kubernetes, as far as access needs it; every write is noted. */
function world(maps: Record<string, string> = {}, objects: readonly Manifest[] = []) {
  const writes: string[] = []
  const known = new Map(objects.map((one) => [`${one.kind} ${one.metadata.name}`, one]))
  const api = {
    configMap: async () => maps,
    writeConfigMap: async (_namespace: string, _name: string, keys: Record<string, string>) => {
      writes.push('aws-auth')
      Object.assign(maps, keys)
    },
    object: async (one: Manifest) => known.get(`${one.kind} ${one.metadata.name}`),
    createObject: async (one: Manifest) => {
      const key = `${one.kind} ${one.metadata.name}`
      if (known.has(key)) return false
      known.set(key, one)
      writes.push(key)
      return true
    },
    mergeMetadata: async (one: Manifest, marks: object) => {
      const key = `${one.kind} ${one.metadata.name}`
      known.set(key, { ...one, metadata: { ...one.metadata, ...marks } })
      writes.push(`merge ${key}`)
    },
  }
  const app = {
    clusters: { find: async () => live },
    kube: { connect: () => api },
    stacks: { find: async () => ({ outputs: { Role1: 'arn:role' } }) },
  } as unknown as App
  return { app, writes, maps, known }
}

const place = (config: object = {}): IdentityPlace => ({
  cluster: clusterOf(config),
  fresh: false,
  options: { disableRollback: false },
  standing: async () => ({ cluster: live, facts: {} }) as unknown as Awaited<ReturnType<IdentityPlace['standing']>>,
})

async function made(steps: readonly Step[], app: App): Promise<string[]> {
  const seen: string[] = []
  for (const step of steps) {
    const sight = await step.look(app, signal)
    if ('blocked' in sight) return [...seen, sight.blocked.message]
    seen.push(sight.so ? 'so' : sight.change.kind)
    if (!sight.so) await step.act(sight.change, app, run)
  }
  return seen
}

const text = (steps: readonly Step[]): string[] => steps.map((step) => `${step.name} ← ${step.after.map(({ name }) => name).join(', ')}`)

test('a service account comes after its role, the role after the provider', () => {
  const controlPlane: Step = { name: 'cluster', after: [], look: async () => ({ so: true }), act: async () => undefined }
  const account: ServiceAccount = {
    metadata: { name: 'reader', namespace: 'jobs' },
    wellKnownPolicies: {},
    attachPolicyARNs: ['p'],
  }
  const here = place({
    iam: { withOIDC: true, serviceAccounts: [account] },
    cloudWatch: { clusterLogging: { enableTypes: ['api'], logRetentionInDays: 30 } },
  })
  const provider = clusterOidcProvider(here, [controlPlane])
  expect(text([...provider, ...clusterIdentities(here, controlPlane, provider, [])])).toEqual([
    'OIDC provider ← cluster',
    'role of service account jobs/reader ← cluster, OIDC provider',
    'service account jobs/reader ← cluster, OIDC provider, role of service account jobs/reader',
    'logs kept for 30 days ← cluster',
  ])
})

test('a service account that exists only gains what it lacks, and a second look finds nothing to do', async () => {
  const account = { metadata: { name: 'guest', namespace: 'jobs' }, attachRoleARN: 'arn:given' } as ServiceAccount
  const { app, writes } = world({}, [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'guest', namespace: 'jobs' } }])
  expect(await made(serviceAccountSteps(place(), [account], []), app)).toEqual(['create'])
  expect(writes).toEqual(['Namespace jobs', 'merge ServiceAccount guest'])
  expect(await made(serviceAccountSteps(place(), [account], []), app)).toEqual(['so'])
})

test('mappings are appended in order, each once; others stay as they were', async () => {
  const mapping = { arn: 'arn:aws:iam::111122223333:role/team', username: 'team', groups: ['team'] }
  const steps = () =>
    identityMappingSteps(
      place(),
      [mapping, { account: '444455556666' }, { arn: 'arn:aws:iam::111122223333:user/one', username: 'one' }],
      [],
    )
  const { app, maps } = world({ mapRoles: '- rolearn: arn:aws:iam::111122223333:role/nodes\n  username: node\n' })
  expect(await made(steps(), app)).toEqual(['create', 'create', 'create'])
  expect(maps).toEqual({
    mapRoles:
      '- rolearn: arn:aws:iam::111122223333:role/nodes\n  username: node\n- groups:\n  - team\n  rolearn: arn:aws:iam::111122223333:role/team\n  username: team\n',
    mapUsers: '- userarn: arn:aws:iam::111122223333:user/one\n  username: one\n',
    mapAccounts: '- "444455556666"\n',
  })
  expect(await made(steps(), app)).toEqual(['so', 'so', 'so'])
})

test('a mapping that shadows another one says so', async () => {
  const arn = 'arn:aws:iam::111122223333:role/team'
  const { app } = world({ mapRoles: `- rolearn: ${arn}\n  username: other\n` })
  const [step] = identityMappingSteps(place(), [{ arn, username: 'team' }], [])
  const told: string[] = []
  await step?.act({ kind: 'create' }, app, { signal, progress: ({ text: words }) => told.push(words) })
  expect(told).toEqual([expect.stringContaining('"username":"other"') as string])
})

test('noDuplicateARNs refuses an ARN that is mapped otherwise, before anything is written', async () => {
  const arn = 'arn:aws:iam::111122223333:role/team'
  const { app, writes } = world({ mapRoles: `- rolearn: ${arn}\n  username: other\n` })
  const steps = identityMappingSteps(place(), [{ arn, username: 'team', noDuplicateARNs: true }], [])
  expect(await made(steps, app)).toEqual([expect.stringContaining('is in aws-auth already') as string])
  expect(writes).toEqual([])
})

test('IAM knows an issuer by host and path, without a port', () => {
  expect(federationOf(clusterOf(), live.issuer)).toMatchObject({
    issuer: 'oidc.example/id/A',
    provider: expect.stringMatching(/:oidc-provider\/oidc\.example\/id\/A$/) as string,
  })
})

test('what a service may do stands in its namespace, which is made where it is missing', async () => {
  const { app, writes } = world()
  const steps = () => identityMappingSteps(place(), [{ serviceName: 'emr-containers', namespace: 'spark' }], [])
  expect(await made(steps(), app)).toEqual(['create', 'create'])
  expect(writes[0]).toBe('Namespace spark')
  expect(await made(steps(), app)).toEqual(['so', 'so'])
})
