import { beforeAll, describe, expect, test } from 'vitest'
import { addonStates, capabilityStates, fargateProfileStates, nodegroupStates, type StateVerdict } from '#src/tables/eks-states.ts'
import type { Lab } from '../bad-input/lab.ts'
import { fileOf } from '../every-command/story.ts'
import { inCell, recordOf, standing, type Standing, writesSince } from './stage.ts'

/*
 * Add-ons, nodegroups, Fargate profiles and capabilities in each of EKS's states, and what creating, changing, deleting and reading them
 * comes to. A thing that is put into a state by hand stays there: what is followed ends with its time, exit 8.
 */

interface Thing {
  readonly states: Readonly<Record<string, StateVerdict>>
  /** Puts it into a state, or takes it away. */
  become(lab: Lab, status: string | undefined): void
  /** Its status by now. */
  status(lab: Lab): string | undefined
  readonly lines: Readonly<Record<'create' | 'update' | 'delete' | 'read', string | undefined>>
}

const files = {
  'labels.yaml': fileOf('dev', 'managedNodeGroups:\n- {name: workers, labels: {tier: back}}\n'),
}

const things: Readonly<Record<string, Thing>> = {
  'an add-on': {
    states: addonStates,
    become: (lab, status) => {
      const { addons } = recordOf(lab)
      const one = addons['eks-pod-identity-agent']
      if (status === undefined) delete addons['eks-pod-identity-agent']
      else if (one !== undefined) one.addon.status = status as typeof one.addon.status
    },
    status: (lab) => recordOf(lab).addons['eks-pod-identity-agent']?.addon.status,
    lines: {
      create: 'create addon --cluster dev --name eks-pod-identity-agent --force',
      update: 'update addon --cluster dev --name eks-pod-identity-agent --version latest --force',
      delete: 'delete addon --cluster dev --name eks-pod-identity-agent --wait',
      read: 'get addon --cluster dev --name eks-pod-identity-agent',
    },
  },
  'a nodegroup made by hand': {
    states: nodegroupStates,
    become: (lab, status) => {
      const { nodegroups } = recordOf(lab)
      const one = nodegroups['hand']
      if (status === undefined) delete nodegroups['hand']
      else if (one !== undefined) one.nodegroup.status = status as typeof one.nodegroup.status
    },
    status: (lab) => recordOf(lab).nodegroups['hand']?.nodegroup.status,
    lines: {
      create: undefined,
      update: 'set labels --cluster dev --nodegroup hand --labels tier=front',
      delete: 'delete nodegroup --cluster dev --name hand --drain=false --wait',
      read: 'get nodegroup --cluster dev --name hand',
    },
  },
  'a Fargate profile': {
    states: fargateProfileStates,
    become: (lab, status) => {
      const { fargateProfiles } = recordOf(lab)
      const one = fargateProfiles['jobs']
      if (status === undefined) delete fargateProfiles['jobs']
      else if (one !== undefined) one.status = status as NonNullable<typeof one.status>
    },
    status: (lab) => recordOf(lab).fargateProfiles['jobs']?.status,
    lines: {
      create: 'create fargateprofile --cluster dev --name jobs --namespace jobs',
      update: undefined,
      delete: 'delete fargateprofile --cluster dev --name jobs --wait',
      read: 'get fargateprofile --cluster dev --name jobs',
    },
  },
  'a capability': {
    states: capabilityStates,
    become: (lab, status) => {
      const { capabilities } = recordOf(lab)
      const one = capabilities['graphs']
      if (status === undefined) delete capabilities['graphs']
      else if (one !== undefined) one.status = status as NonNullable<typeof one.status>
    },
    status: (lab) => recordOf(lab).capabilities['graphs']?.status,
    lines: {
      create: undefined,
      update: 'update capability --cluster dev --name graphs --type KRO --role-arn arn:aws:iam::111122223333:role/other',
      delete: undefined,
      read: 'get capability --cluster dev --name graphs',
    },
  },
}

let stands: Standing
beforeAll(async () => {
  stands = await standing([
    'create cluster --name dev --nodes 1 --nodegroup-name workers --with-oidc',
    'create addon --cluster dev --name eks-pod-identity-agent',
    'create fargateprofile --cluster dev --name jobs --namespace jobs',
    'create capability --cluster dev --name graphs --type KRO',
  ])
}, 60_000)

/** A nodegroup beside the stacks, and a role for a capability. */
async function prepared(lab: Lab): Promise<void> {
  const call = lab.sandbox.account.call('us-west-2')
  const { nodegroup } = await call.aws<{ nodegroup: { nodeRole: string; subnets: string[] } }>('eks', 'DescribeNodegroup', {
    clusterName: 'dev',
    nodegroupName: 'workers',
  })
  const { nodeRole, subnets } = nodegroup
  await call.aws('eks', 'CreateNodegroup', { clusterName: 'dev', nodegroupName: 'hand', nodeRole, subnets })
  const service = {
    Effect: 'Allow',
    Principal: { Service: 'capabilities.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
  }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [service] })
  await call.aws('iam', 'CreateRole', { RoleName: 'other', AssumeRolePolicyDocument })
  await lab.clock.sleep(1_000)
}

/** What each verdict comes to where nothing moves by itself: exit code, and whether the thing is there afterwards as it should be. */
const outcomes: Readonly<Record<string, { readonly exit: number; readonly writes: boolean; readonly end?: 'ACTIVE' | 'gone' }>> = {
  'create: create': { exit: 0, writes: true, end: 'ACTIVE' },
  'create: so': { exit: 0, writes: false, end: 'ACTIVE' },
  'create: follow': { exit: 8, writes: false },
  'create: replace': { exit: 0, writes: true, end: 'ACTIVE' },
  'create: blocked': { exit: 6, writes: false },
  'update: update': { exit: 0, writes: true, end: 'ACTIVE' },
  'update: follow': { exit: 8, writes: false },
  'update: missing': { exit: 10, writes: false },
  'update: blocked': { exit: 6, writes: false },
  'delete: gone': { exit: 10, writes: false, end: 'gone' },
  'delete: delete': { exit: 0, writes: true, end: 'gone' },
  'delete: settle': { exit: 8, writes: false },
  'delete: follow': { exit: 8, writes: false },
}

/** Where a state that stands still is not what it would be on AWS. */
const otherwise: Readonly<Record<string, keyof typeof outcomes>> = {
  // What is going does not go here, so what replaces it waits.
  'create DELETING': 'create: follow',
}

const cells = Object.entries(things).flatMap(([name, { states, lines }]) =>
  (['create', 'update', 'delete', 'read'] as const).flatMap((kind) =>
    lines[kind] === undefined ? [] : Object.keys(states).map((status) => ({ name, kind, status })),
  ),
)

describe('each state of each thing', () => {
  test.each(cells)('$name: $kind where it is $status', { timeout: 60_000 }, async ({ name, kind, status }) => {
    const thing = things[name] as Thing
    await inCell(stands, files, async (lab) => {
      await prepared(lab)
      thing.become(lab, status === 'ABSENT' ? undefined : status)
      const known = lab.sandbox.requests.length
      const line = (thing.lines[kind] ?? '').replaceAll('111122223333', lab.sandbox.account.id)
      const { exitCode, stdout, stderr } = await lab.run(`${line} --timeout 2m`)
      const writes = writesSince(lab, known).length > 0
      if (kind === 'read') {
        expect([exitCode, writes], stderr).toEqual([status === 'ABSENT' ? 10 : 0, false])
        if (status !== 'ABSENT') expect(stdout).toMatch(/ACTIVE|CREATING|UPDATING|DELETING|DEGRADED|FAILED/)
        return
      }
      const verdict = thing.states[status]?.[kind]
      const { end, ...outcome } = outcomes[otherwise[`${kind} ${status}`] ?? `${kind}: ${verdict}`] ?? { exit: -1 }
      expect({ exit: exitCode, writes }, stderr).toEqual(outcome)
      if (outcome.exit === 6) expect(stderr).toContain(`hint: ${thing.states[status]?.line}`)
      if (outcome.exit === 8) expect(stderr).toContain('to go on: ')
      if (end === 'ACTIVE') expect(['ACTIVE', 'DEGRADED']).toContain(thing.status(lab))
      if (end === 'gone') expect(thing.status(lab)).toBeUndefined()
    })
  })
})
