import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runningCluster } from '#sandbox/nodes/running-cluster.ts'
import { inLab, type Lab, openLab } from '../bad-input/lab.ts'

const region = 'us-west-2'

const head = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: dev, region: us-west-2, version: "1.33"}\n'

const eks = <O>(lab: Lab, operation: string, input: object): Promise<O> => lab.sandbox.account.call(region).aws<O>('eks', operation, input)

interface Nodegroup {
  readonly version: string
  readonly releaseVersion: string
  readonly status: string
  readonly labels: Record<string, string>
  readonly nodeRole: string
  readonly subnets: readonly string[]
  readonly launchTemplate: { readonly id: string; readonly version: string }
}

const live = async (lab: Lab, nodegroupName: string, clusterName = 'dev'): Promise<Nodegroup> =>
  (await eks<{ nodegroup: Nodegroup }>(lab, 'DescribeNodegroup', { clusterName, nodegroupName })).nodegroup

const objects = (lab: Lab) => {
  const cluster = runningCluster(lab.sandbox.account.call(region), 'dev')
  if (cluster === undefined) throw new Error('the API of dev does not run')
  return cluster.objects
}

/** As many pods as replicas, and a budget that lets none of them go. */
function deploy(lab: Lab, name: string, replicas: number): void {
  const labels = { app: name }
  objects(lab).put({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: name }] } },
    },
    status: {},
  })
  objects(lab).put({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { namespace: 'default', name: `${name}-stays` },
    spec: { maxUnavailable: 0, selector: { matchLabels: labels } },
  })
}

/** Reads the changes of stacks that were made: how often, and what their descriptions name. */
const changeSets = (lab: Lab): string[] =>
  lab.writes().flatMap(({ operation, input }) => (operation === 'CreateChangeSet' ? [String(input['Description'])] : []))

/** The first line of a failure, the second, and what was said before. */
const told = (stderr: string) => ({
  before: stderr.slice(0, stderr.indexOf('error:')),
  error: /^error: .*$/m.exec(stderr)?.[0],
  hint: /^hint: .*$/m.exec(stderr)?.[0],
})

describe('a disruption budget holds a pod', { timeout: 60_000 }, () => {
  let lab: Awaited<ReturnType<typeof openLab>>
  const holds =
    /disruption budget default\/web-stays allows 0 evictions now and holds default\/web-\S+ \(needs 2 healthy pods and has 2 currently\)/
  beforeAll(async () => {
    const groups = 'managedNodeGroups:\n- {name: a, desiredCapacity: 1, releaseVersion: 1.33.0-20250901}\n- {name: b, desiredCapacity: 1}\n'
    lab = await openLab({ files: { 'cluster.yaml': `${head}${groups}` }, sandbox: { durations: 0.1 } })
    expect(await lab.run('create cluster -f cluster.yaml')).toMatchObject({ exitCode: 0 })
    deploy(lab, 'web', 2)
    await lab.clock.sleep(60_000)
  })
  afterAll(() => lab.close())

  test('a drain says so at once, and again when the time is over; --undo takes it back', async () => {
    const { exitCode, stderr } = await lab.run('drain nodegroup --cluster dev --name a --timeout 3m')
    expect(exitCode).toBe(8)
    expect(told(stderr)).toEqual({
      before: expect.stringMatching(holds),
      error: expect.stringMatching(holds),
      hint: expect.stringContaining('--disable-eviction'),
    })
    expect(await lab.run('drain nodegroup --cluster dev --name a --undo')).toMatchObject({ exitCode: 0 })
  })

  test('an upgrade names pod and budget, and changes nothing for good', async () => {
    const { exitCode, stderr } = await lab.run('upgrade nodegroup --cluster dev --name a')
    expect(exitCode).toBe(1)
    expect(told(stderr)).toMatchObject({ error: expect.stringMatching(holds), hint: expect.stringContaining('--force-upgrade') })
    expect(told(stderr).error).toContain('EKS could not move the pods off the nodes of a (PodEvictionFailure)')
    expect(await live(lab, 'a')).toMatchObject({ releaseVersion: '1.33.0-20250901', status: 'ACTIVE' })
  })

  test('--force-upgrade and --disable-eviction go over it', async () => {
    expect(await lab.run('upgrade nodegroup --cluster dev --name a --force-upgrade')).toMatchObject({ exitCode: 0 })
    expect(await live(lab, 'a')).toMatchObject({ releaseVersion: '1.33.0-20251112', version: '1.33' })
    expect(await lab.run('drain nodegroup --cluster dev --name b --disable-eviction')).toMatchObject({ exitCode: 0 })
  })
})

test(
  "V313: a launch template of one's own, a nodegroup made by hand, and one that was changed behind its stack",
  { timeout: 60_000 },
  async () => {
    await inLab({ sandbox: { durations: 0 } }, async (lab) => {
      const ec2 = lab.sandbox.account.call(region)
      const made = await ec2.aws<{ LaunchTemplate: { LaunchTemplateId: string } }>('ec2', 'CreateLaunchTemplate', {
        LaunchTemplateName: 'mine',
        LaunchTemplateData: { InstanceType: 'm5.large' },
      })
      const LaunchTemplateId = made.LaunchTemplate.LaunchTemplateId
      await ec2.aws('ec2', 'CreateLaunchTemplateVersion', { LaunchTemplateId, LaunchTemplateData: { InstanceType: 'm5.xlarge' } })
      lab.put(
        'cluster.yaml',
        `${head}managedNodeGroups: [{name: a, desiredCapacity: 1, launchTemplate: {id: ${LaunchTemplateId}, version: "1"}}]\n`,
      )
      expect(await lab.run('create cluster -f cluster.yaml')).toMatchObject({ exitCode: 0 })
      await upgradesLaunchTemplate(lab, LaunchTemplateId)
      await changesByHand(lab)
      await mendsBehindStack(lab)
    })
  },
)

/** To a version that there is, once. */
async function upgradesLaunchTemplate(lab: Lab, id: string): Promise<void> {
  const line = 'upgrade nodegroup --cluster dev --name a --launch-template-version'
  const refused = await lab.run(`${line} 9`)
  expect(refused).toMatchObject({ exitCode: 6, stderr: expect.stringContaining(`launch template ${id} has no version 9`) })
  expect(await lab.run(`${line} 2`)).toMatchObject({ exitCode: 0 })
  expect(await live(lab, 'a')).toMatchObject({ launchTemplate: { id, version: '2' } })
  const before = lab.writes().length
  expect((await lab.run(`${line} 2`)).stderr).toContain('nothing to do')
  expect(lab.writes()).toHaveLength(before)
}

/** What no stack keeps is changed by EKS itself, once. */
async function changesByHand(lab: Lab): Promise<void> {
  const { nodeRole, subnets } = await live(lab, 'a')
  const wish = { clusterName: 'dev', nodegroupName: 'hand', nodeRole, subnets, releaseVersion: '1.33.0-20250901' }
  await eks(lab, 'CreateNodegroup', { ...wish, scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 } })
  const lines = [
    ['upgrade nodegroup --cluster dev --name hand', 'UpdateNodegroupVersion'],
    ['set labels --cluster dev --nodegroup hand --labels team=blue', 'UpdateNodegroupConfig'],
    ['unset labels --cluster dev --nodegroup hand --labels team', 'UpdateNodegroupConfig'],
  ] as const
  for (const [line, operation] of lines) {
    const before = lab.writes().length
    expect(await lab.run(line)).toMatchObject({ exitCode: 0 })
    expect((await lab.run(line)).stderr).toContain('nothing to do')
    expect(
      lab
        .writes()
        .slice(before)
        .filter(({ caller }) => caller !== undefined)
        .map((one) => one.operation),
    ).toEqual([operation])
  }
  expect(await live(lab, 'hand')).toMatchObject({ releaseVersion: '1.33.0-20251112' })
}

/** The stack says the label already: EKS is told. */
async function mendsBehindStack(lab: Lab): Promise<void> {
  const line = 'set labels --cluster dev --nodegroup a --labels team=blue'
  expect(await lab.run(line)).toMatchObject({ exitCode: 0 })
  await eks(lab, 'UpdateNodegroupConfig', { clusterName: 'dev', nodegroupName: 'a', labels: { removeLabels: ['team'] } })
  const before = changeSets(lab).length
  expect(await lab.run(line)).toMatchObject({ exitCode: 0 })
  expect((await live(lab, 'a')).labels).toMatchObject({ team: 'blue' })
  expect(changeSets(lab)).toHaveLength(before)
}

test(
  'what EKS is at ends first; without --wait an upgrade ends when AWS has begun, and says how to follow it',
  { timeout: 60_000 },
  async () => {
    const groups = 'managedNodeGroups: [{name: a, desiredCapacity: 1, releaseVersion: 1.33.0-20250901}]\n'
    await inLab({ files: { 'cluster.yaml': `${head}${groups}` } }, async (lab) => {
      expect(await lab.run('create cluster -f cluster.yaml')).toMatchObject({ exitCode: 0 })
      await eks(lab, 'UpdateNodegroupConfig', { clusterName: 'dev', nodegroupName: 'a', updateConfig: { maxUnavailable: 2 } })
      expect(await live(lab, 'a')).toMatchObject({ status: 'UPDATING' })
      expect(await lab.run('set labels --cluster dev --nodegroup a --labels team=blue')).toMatchObject({ exitCode: 0 })
      expect((await live(lab, 'a')).labels).toMatchObject({ team: 'blue' })
      const began = lab.clock.now()
      const { exitCode, stderr } = await lab.run('upgrade nodegroup --cluster dev --name a --wait=false')
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/nodegroup a goes on in AWS\n.*--wait\n$/) })
      expect(lab.clock.now() - began).toBeLessThan(120_000)
      expect(await lab.run('upgrade nodegroup --cluster dev --name a')).toMatchObject({ exitCode: 0 })
      expect(await live(lab, 'a')).toMatchObject({ releaseVersion: '1.33.0-20251112', status: 'ACTIVE' })
    })
  },
)
