import { beforeAll, describe, expect, test } from 'vitest'
import { clusterStates } from '#src/tables/eks-states.ts'
import type { Lab } from '../bad-input/lab.ts'
import { everyCommand, type OwnCommand } from '../every-command/commands.ts'
import { exampleOf, fileOf, sceneOf } from '../every-command/story.ts'
import { inCell, recordOf, standing, type Standing, writesSince } from './stage.ts'

/*
 * Every command against a cluster in each of EKS's states: what cannot be done is refused before anything is written, with what helps; what
 * is under way is waited for, and not for ever.
 */

type Status = Exclude<keyof typeof clusterStates, 'ABSENT' | 'ACTIVE'>

/** What a command does with a cluster. */
type Kind = 'read' | 'change it' | 'work in it'

const readers = /^(?:get |utils (?:describe-|nodegroup-health|write-kubeconfig))/
const changers =
  /^(?:upgrade cluster|update cluster|utils (?:update-(?!kube-proxy|aws-node|coredns|legacy)|set-public-access-cidrs|enable-secrets-encryption))/

/** Those that end a cluster or a part of it whatever its state, and those that know no cluster of EKS's; each has its own tests. */
const apart = ['create cluster', 'delete cluster', 'delete nodegroup', 'deregister cluster', 'mcp']

const commands = (await everyCommand()).filter((one) => {
  const { on, elsewhere } = sceneOf(one)
  return (
    on === undefined &&
    elsewhere === undefined &&
    !apart.includes(one.words) &&
    exampleOf(one).some((word) => word === 'dev' || word.endsWith('.yaml'))
  )
})
const kindOf = (words: string): Kind => (readers.test(words) ? 'read' : changers.test(words) ? 'change it' : 'work in it')

let stands: Standing
beforeAll(async () => {
  stands = await standing(['create cluster --name dev --nodes 1 --nodegroup-name workers --with-oidc'])
}, 60_000)

/** Puts the cluster into a state, with what EKS leaves out of its answer then. */
function become(lab: Lab, status: Status): void {
  const { cluster } = recordOf(lab)
  cluster.status = status
  if (status === 'CREATING' || status === 'FAILED')
    for (const key of ['endpoint', 'certificateAuthority', 'identity'] as const) delete cluster[key]
  if (status === 'PENDING') cluster.connectorConfig = { provider: 'OTHER', roleArn: 'arn:aws:iam::111122223333:role/agent' }
}

/** Whether an outcome is what the table says for that kind of command. */
function fits(kind: Kind, status: Status, { exitCode, stderr, writes }: { exitCode: number; stderr: string; writes: string[] }): boolean {
  const refused =
    exitCode === 6 &&
    writes.length === 0 &&
    (status === 'PENDING' ? stderr.includes('registered from') : stderr.includes(status)) &&
    stderr.includes('hint:')
  if (clusterStates[status].update === 'blocked') return kind === 'read' ? refused || exitCode === 0 : refused
  // A change is under way: another one waits for it until its time is over; all else can be done meanwhile.
  if (kind === 'change it') return exitCode === 8 && writes.length === 0 && stderr.includes('to go on: ')
  return kind === 'read' ? exitCode === 0 : ![3, 130].includes(exitCode)
}

/** Commands that show a plan first do their work here; some take that word with a file only. */
function approval({ words, flags }: OwnCommand, line: readonly string[]): string[] {
  const planned = 'approve' in flags && !line.includes('--approve') && (line.includes('-f') || !/^(?:delete|drain) /.test(words))
  return planned ? ['--approve'] : []
}

const statuses = (Object.keys(clusterStates) as (keyof typeof clusterStates)[]).filter(
  (one): one is Status => one !== 'ABSENT' && one !== 'ACTIVE',
)

describe.each(statuses)('on a cluster that is %s', (status) => {
  test.each(commands.map((one) => [one.words, one] as const))('%s', { timeout: 60_000 }, async (words, one) => {
    await inCell(stands, { 'cluster.yaml': fileOf('dev', sceneOf(one).file) }, async (lab) => {
      become(lab, status)
      const known = lab.sandbox.requests.length
      const line = exampleOf(one).map((word) => word.replaceAll('111122223333', lab.sandbox.account.id))
      const { exitCode, stderr } = await lab.run([...line, ...approval(one, line), ...('timeout' in one.flags ? ['--timeout', '1m'] : [])])
      const outcome = { exitCode, stderr, writes: writesSince(lab, known) }
      expect(fits(kindOf(words), status, outcome), JSON.stringify(outcome)).toBe(true)
    })
  })
})
