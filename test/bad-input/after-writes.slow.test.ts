import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Fault } from '#sandbox/faults.ts'
import { inLab, type Lab, put } from './lab.ts'

const line = 'create cluster --name dev --nodegroup-name ng'
const bare = 'create cluster --name dev --without-nodegroup'

/** What goes wrong once the first write is out, what is said of it, and that the line it names goes on. */
interface Trouble {
  readonly what: string
  readonly line: string
  readonly faults: readonly Fault[]
  readonly exitCode: number
  readonly says: readonly string[]
}

const vpcsReached = 'The maximum number of VPCs has been reached.'
const clustersReached = 'You have exceeded the quota of clusters in this region: 100'
const zoneFull =
  "Cannot create cluster 'dev' because us-west-2b, the targeted availability zone, does not currently have sufficient capacity to support the cluster."
const subnetFull =
  '[Issue(Code=InsufficientFreeAddresses, Message=One or more subnets does not have enough free IP addresses to launch instances.)]'
const noRoom =
  '[Issue(Code=AsgInstanceLaunchFailures, Message=We currently do not have sufficient m5.large capacity in zones with support for the requested type.)]'

const troubles: readonly Trouble[] = [
  {
    what: 'a stack that fails',
    line,
    faults: [
      {
        effect: {
          kind: 'resource',
          stack: 'eksctl-dev-cluster',
          logicalId: 'NATIP',
          reason: 'The maximum number of addresses has been reached.',
        },
      },
    ],
    exitCode: 1,
    says: ['cluster dev: NATIP (AWS::EC2::EIP) failed', 'The maximum number of addresses', 'release an Elastic IP'],
  },
  ...(
    [
      ['a quota of VPCs', 'cluster', 'VPC', vpcsReached, 'delete a VPC or ask for a higher quota'],
      ['a quota of clusters', 'cluster', 'ControlPlane', clustersReached, 'ask for a higher quota'],
      ['a zone without room for a control plane', 'cluster', 'ControlPlane', zoneFull, 'state other zones with --zones'],
      ['a subnet without free addresses', 'nodegroup-ng', 'ManagedNodeGroup', subnetFull, 'free addresses in the subnet'],
      ['a type that no zone has room for', 'nodegroup-ng', 'ManagedNodeGroup', noRoom, 'try another instance type or other zones'],
    ] as const
  ).map(([what, stack, logicalId, reason, remedy]): Trouble => ({
    what,
    line,
    faults: [{ effect: { kind: 'resource', stack: `eksctl-dev-${stack}`, logicalId, reason } }],
    exitCode: 1,
    says: [`${logicalId} (AWS::`, `failed: ${reason}`, remedy],
  })),
  {
    what: 'instances that EC2 has no room for',
    line: `${line} --timeout 60m`,
    faults: [{ effect: { kind: 'no-capacity' } }],
    exitCode: 1,
    says: ['nodegroup ng', 'capacity'],
  },
  {
    what: 'credentials that expire and stay so',
    line: bare,
    faults: [
      { service: 'cloudformation', operation: 'DescribeStackEvents', occurrence: { from: 5 }, effect: { kind: 'expired-credentials' } },
    ],
    exitCode: 4,
    says: ['AWS credentials have expired', 'log in again'],
  },
  {
    what: 'a permission that is missing halfway',
    line: bare,
    faults: [{ service: 'eks', operation: 'CreateAddon', effect: { kind: 'denied' } }],
    exitCode: 5,
    says: ['eks:CreateAddon', 'allow eks:CreateAddon'],
  },
  {
    what: 'an AWS that fails for longer than the time allows',
    line: `${bare} --timeout 5m`,
    faults: [{ service: 'cloudformation', operation: 'DescribeStackEvents', effect: { kind: 'server-error' } }],
    exitCode: 8,
    says: ["cluster dev: cloudformation:DescribeStackEvents in us-west-2 fails on AWS's side", 'the time (--timeout) is over'],
  },
  {
    what: 'an AWS that throttles for longer than the time allows',
    line: `${bare} --timeout 5m`,
    faults: [{ service: 'cloudformation', operation: 'DescribeStackEvents', effect: { kind: 'throttle' } }],
    exitCode: 8,
    says: ['cluster dev: AWS is throttling cloudformation:DescribeStackEvents', 'the time (--timeout) is over', 'not done: cluster dev'],
  },
  {
    what: 'a network that goes away and stays so',
    line: bare,
    faults: [{ occurrence: { from: 25 }, effect: { kind: 'not-sent' } }],
    exitCode: 1,
    says: ["can't be reached", 'check the network'],
  },
  {
    what: 'a time that is too short',
    line: `${bare} --timeout 3m`,
    faults: [],
    exitCode: 8,
    says: ['the time (--timeout) is over', 'not done: cluster dev'],
  },
]

const errorsOf = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((one) => /^(error|hint): /.test(one))
    .join('\n')

describe('after the first write: the cause, the line to go on with; the cause removed, that line reaches the end', () => {
  test.each(troubles)('$what: exit $exitCode', async (trouble) => {
    await inLab({}, async (lab) => {
      for (const fault of trouble.faults) lab.sandbox.faults.set(fault)
      const { exitCode, stdout, stderr } = await lab.run(trouble.line)
      for (const words of [...trouble.says, `to go on: eksx ${trouble.line}`]) expect(errorsOf(stderr)).toContain(words)
      expect({ exitCode, stdout }).toEqual({ exitCode: trouble.exitCode, stdout: '' })
      expect(lab.writes().length).toBeGreaterThan(0)
      lab.sandbox.faults.clear()
      await reachesTheEnd(lab, trouble.line.replace(/ --timeout \S+/, ''))
    })
  })
})

test('an AWS that accepts nothing until the time is over: exit 1, since nothing goes on', async () => {
  await inLab({}, async (lab) => {
    lab.sandbox.faults.set({ service: 'cloudformation', operation: 'CreateStack', effect: { kind: 'throttle' } })
    const { exitCode, stderr } = await lab.run(`${bare} --timeout 5m`)
    expect({ exitCode, writes: lab.writes() }).toEqual({ exitCode: 1, writes: [] })
    expect(errorsOf(stderr)).toContain('error: cluster dev: AWS is throttling cloudformation:CreateStack')
    expect(errorsOf(stderr)).toContain('nothing was begun')
  })
})

async function reachesTheEnd(lab: Lab, again: string): Promise<void> {
  const second = await lab.run(again)
  expect(second).toMatchObject({ exitCode: 0, stdout: '' })
  expect(await lab.run(again)).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('nothing to do') })
}

describe('what passes is waited for, and the run ends as if nothing had been', () => {
  const passing: readonly (readonly [what: string, fault: Fault])[] = [
    ['throttling for minutes', { service: 'cloudformation', occurrence: { from: 3, to: 20 }, effect: { kind: 'throttle' } }],
    ['a storm of 5xx', { occurrence: { from: 8, to: 30 }, effect: { kind: 'server-error' } }],
    ['answers that are lost', { service: 'cloudformation', occurrence: { every: 4 }, effect: { kind: 'lost-answer' } }],
    ['credentials that expire once', { occurrence: 12, effect: { kind: 'expired-credentials' } }],
  ]
  test.each(passing)('%s', async (_, fault) => {
    await inLab({}, async (lab) => {
      lab.sandbox.faults.set(fault)
      expect(await lab.run(bare)).toMatchObject({ exitCode: 0, stdout: '' })
      expect(lab.writes().filter(({ operation, status }) => operation === 'CreateStack' && status === 200)).toHaveLength(1)
    })
  })
})

test('a kubeconfig that cannot be written any more: its own sentence, the cluster stands, and the line again writes it', async () => {
  let home = ''
  let spoilt = false
  const spoil = (text: string): void => {
    if (spoilt || !text.startsWith('✓ cluster dev')) return
    spoilt = true
    rmSync(join(home, '.kube'), { recursive: true, force: true })
    put(join(home, '.kube'), 'in the way')
  }
  await inLab({ onTalk: spoil }, async (lab) => {
    home = lab.home
    const { exitCode, stderr } = await lab.run(bare)
    expect(errorsOf(stderr)).toContain(join(home, '.kube'))
    expect(errorsOf(stderr)).toContain(`to go on: eksx ${bare}`)
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('✓ cluster dev')
    rmSync(join(home, '.kube'))
    expect((await lab.run(bare)).exitCode).toBe(0)
    expect(Object.keys(lab.disk())).toContain('~/.kube/config')
  })
})

test('a reader of stdout that went away: the run ends, quietly, with 0', async () => {
  await inLab({ sandbox: { durations: 0 } }, async (lab) => {
    const gone = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })) })
    const { exitCode, stderr } = await lab.run(`${bare} -o json`, { stdout: gone })
    expect({ exitCode, complaint: /EPIPE|error:/.test(stderr) }).toEqual({ exitCode: 0, complaint: false })
  })
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s: exit %d, how to go on, and the cursor is back', async (signal, exitCode) => {
  let stop = (): void => undefined
  let said = ''
  const onTalk = (text: string): void => {
    said += text
    if (text.includes('NATGateway')) stop()
  }
  await inLab({ onTalk, screen: { columns: 100, rows: 40 } }, async (lab) => {
    let sent = false
    stop = () => {
      if (!sent) lab.signal(signal)
      sent = true
    }
    const ran = await lab.run(bare)
    expect(ran.exitCode).toBe(exitCode)
    expect(ran.stderr).toContain(`to go on: eksx ${bare}`)
    expect(said.lastIndexOf('\u001B[?25h')).toBeGreaterThan(said.lastIndexOf('\u001B[?25l'))
    stop = () => undefined
    await reachesTheEnd(lab, bare)
  })
})

test.each([60, 100])('on a live terminal %d wide: resources while they move, elapsed and usual, no line too wide', async (columns) => {
  let drawn = ''
  await inLab({ onTalk: (text) => void (drawn += text), screen: { columns, rows: 40 } }, async (lab) => {
    expect((await lab.run(bare)).exitCode).toBe(0)
    expect(drawn).toMatch(/cluster dev {2}creating, \d+m \d+s of about 10m/)
    expect(drawn).toMatch(/ControlPlane {2}AWS::EKS::Cluster {2}create in progress/)
    const lines = stripVTControlCharacters(drawn).split(/[\r\n]+/)
    const frame = lines.filter((one) => /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏✓✗·-] | {4}\S/.test(one))
    expect(Math.max(...frame.map((one) => one.length))).toBeLessThan(columns)
    expect(drawn.endsWith('\u001B[?25h') || drawn.lastIndexOf('\u001B[?25h') > drawn.lastIndexOf('\u001B[?25l')).toBe(true)
  })
})
