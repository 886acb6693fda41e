import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inventory } from '#sandbox/inventory.ts'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'
import { openLab } from '../bad-input/lab.ts'

/*
 * Whole runs among clusters whose names look like one another's stacks. What came into the account while a cluster was made is that
 * cluster's: no line about one may change or remove anything of another's. Names have no part in how this is told.
 */

const region = 'us-west-2'
const clusters = ['a-b', 'a', 'a-cluster', 'a-nodegroup-b'] as const

/** Every line is about `a`. */
const day = [
  'utils associate-iam-oidc-provider --cluster a --approve',
  'create iamserviceaccount --cluster a --name b --namespace b --attach-policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess --approve',
  'create addon --cluster a --name eks-pod-identity-agent',
  'create podidentityassociation --cluster a --namespace b --service-account-name b --well-known-policies externalDNS',
  'create fargateprofile --cluster a --name b --namespace b',
  'scale nodegroup --cluster a --name workers --nodes 2 --nodes-max 3',
  'scale nodegroup --cluster a --name cluster --nodes 2 --nodes-max 3',
  'set labels --cluster a --nodegroup workers --labels team=b',
  'unset labels --cluster a --nodegroup workers --labels team',
  'drain nodegroup --cluster a --name workers',
  'drain nodegroup --cluster a --name workers --undo',
  'utils update-cluster-logging --cluster a --enable-types all --approve',
  'utils update-cluster-vpc-config --cluster a --private-access=true --public-access=true --approve',
  'upgrade cluster --name a --approve',
  'upgrade nodegroup --cluster a --name workers',
  'delete iamserviceaccount --cluster a --name b --namespace b',
  'delete podidentityassociation --cluster a --namespace b --service-account-name b',
  'delete fargateprofile --cluster a --name b --wait',
  'delete addon --cluster a --name eks-pod-identity-agent',
  'delete nodegroup --cluster a --name cluster --wait',
  'delete cluster --name a --wait',
]
type Things = ReadonlyMap<string, string>

let lab: Awaited<ReturnType<typeof openLab>>
/** Whose a thing is: the cluster that it came with. */
const owners = new Map<string, string>()

/** All there is in AWS, and in the clusters but for `a`. Times go by. */
function everything(): Things {
  const aws = inventory(lab.sandbox, region).map(({ kind, id, record }) => [`${kind} ${id}`, text(record)] as const)
  const kubernetes = clusters
    .filter((name) => name !== 'a')
    .flatMap((name) =>
      (kubernetesOf(lab.sandbox.account, region, name)?.objects.all() ?? []).map(
        (one) => [`${name} ${one.kind} ${one.metadata.namespace ?? ''}/${one.metadata.name}`, text(one)] as const,
      ),
    )
  return new Map([...aws, ...kubernetes])
}

const text = (value: unknown): string => JSON.stringify(value)

/** What one of two moments has otherwise than the other, of things that are another's than a's. */
const touched = (before: Things, after: Things): string[] =>
  [...before].flatMap(([thing, was]) => (owners.get(thing) === 'a' || after.get(thing) === was ? [] : [`${owners.get(thing)}: ${thing}`]))

beforeAll(async () => {
  lab = await openLab({ sandbox: { durations: 0 } })
  for (const cluster of clusters) {
    await ok(`create cluster --name ${cluster} --version 1.33 --nodes 1 --nodegroup-name workers`)
    await ok(`create nodegroup --cluster ${cluster} --name cluster --nodes 1 --managed=false`)
    for (const thing of everything().keys()) if (!owners.has(thing)) owners.set(thing, cluster)
  }
}, 120_000)
afterAll(() => lab.close())

async function ok(line: string): Promise<void> {
  const { exitCode, stderr } = await lab.run(line)
  expect(exitCode, `${line}: ${stderr}`).toBe(0)
}

test('each cluster has things of its own', () => {
  for (const cluster of clusters) expect([...owners.values()].filter((owner) => owner === cluster).length, cluster).toBeGreaterThan(30)
})

test('a nodegroup whose stack would have the name of another cluster’s is refused before anything is written, and not found to be deleted', async () => {
  const before = everything()
  const name = 'b-nodegroup-workers'
  expect((await lab.run(`create nodegroup --cluster a --name ${name}`)).exitCode).toBe(6)
  for (const line of ['delete nodegroup', 'scale nodegroup --nodes 2', 'drain nodegroup'])
    expect((await lab.run(`${line} --cluster a --name ${name}`)).exitCode, line).toBe(10)
  expect(touched(before, everything())).toEqual([])
})

describe('a line about one cluster leaves all others as they are', () => {
  test.each(day)('%s', { timeout: 60_000 }, async (line) => {
    const before = everything()
    await ok(line)
    const after = everything()
    for (const thing of after.keys()) if (!before.has(thing)) owners.set(thing, 'a')
    expect(touched(before, after)).toEqual([])
  })
})

test('of that cluster nothing is left but its logs, and of the others all', () => {
  const left = [...everything().keys()]
  expect(left.filter((thing) => owners.get(thing) === 'a' && !thing.startsWith('log group '))).toEqual([])
  expect([...owners].filter(([thing, owner]) => owner !== 'a' && !left.includes(thing))).toEqual([])
})
