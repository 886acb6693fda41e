import type { Clock } from '#src/clock.ts'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import type { LoggedRequest } from '#sandbox/request-log.ts'
import { startSandbox } from '#sandbox/sandbox.ts'
import type { Call } from '#sandbox/service.ts'

/** A write of the run that is measured: the ideal client makes the same things. */
export type Write = Pick<LoggedRequest, 'operation' | 'input' | 'region'>

/**
 * The least time (ms) in which the things of `create cluster` can be made on a sandbox of this seed: the same stacks and add-ons, asked
 * for inside the sandbox, each in the moment in which what it needs is so. Cluster stack, then vpc-cni and the add-ons beside it, then the
 * nodegroups until all nodes are Ready, then what needs nodes, until all are ACTIVE.
 */
export async function floor(seed: number, writes: readonly Write[]): Promise<number> {
  const driven = new DrivenClock()
  const watched = watchedClock(driven)
  const sandbox = await startSandbox({ clock: watched, seed })
  try {
    const [first] = writes
    if (first === undefined) throw new Error('nothing was written')
    const started = driven.now()
    const caller = await sandbox.account
      .call(first.region)
      .aws<{ Arn: string; Account: string; UserId: string }>('sts', 'GetCallerIdentity', {})
    const principal = { arn: caller.Arn, accountId: caller.Account, userId: caller.UserId }
    await client(sandbox.account.call(first.region, principal), watched, writes)
    return driven.now() - started
  } finally {
    await sandbox.close()
    driven.close()
  }
}

/** Makes everything in its order, and waits for nothing longer than it lasts. */
async function client(call: Call, clock: WatchedClock, writes: readonly Write[]): Promise<void> {
  const make = ({ operation, input }: Write): Promise<unknown> =>
    call.aws(operation === 'CreateStack' ? 'cloudformation' : 'eks', operation, input)
  const stacks = writes.filter(({ operation }) => operation === 'CreateStack')
  const addons = writes.filter(({ operation }) => operation === 'CreateAddon')
  const [cluster, ...nodegroups] = stacks
  if (cluster === undefined) throw new Error('no stack was made')
  const whole = async (write: Write): Promise<void> => {
    await make(write)
    await clock.until(() => stackIsThere(call, write))
  }
  const active = (write: Write): Promise<void> => clock.until(() => addonIsActive(call, write))
  const network = addons.filter(({ input }) => input['addonName'] === 'vpc-cni')
  const early = addons.filter(({ input }) => ['coredns', 'kube-proxy'].includes(String(input['addonName'])))
  const late = addons.filter((addon) => !network.includes(addon) && !early.includes(addon))
  await whole(cluster)
  await Promise.all([...network, ...early].map(make))
  await Promise.all(network.map(active))
  await Promise.all(nodegroups.map(whole))
  await Promise.all(late.map(make))
  await Promise.all(addons.map(active))
}

async function stackIsThere(call: Call, { input }: Write): Promise<boolean> {
  const { Stacks } = await call.aws<{ Stacks: { StackStatus: string }[] }>('cloudformation', 'DescribeStacks', {
    StackName: input['StackName'],
  })
  return ended(Stacks[0]?.StackStatus, 'CREATE_COMPLETE', 'CREATE_IN_PROGRESS')
}

async function addonIsActive(call: Call, { input: { clusterName, addonName } }: Write): Promise<boolean> {
  const { addon } = await call.aws<{ addon: { status: string } }>('eks', 'DescribeAddon', { clusterName, addonName })
  return ended(addon.status, 'ACTIVE', 'CREATING', 'DEGRADED')
}

/** Whether a status is the wanted one; one that leads elsewhere ends the run. */
function ended(status: string | undefined, wanted: string, ...underWay: readonly string[]): boolean {
  if (status !== wanted && !underWay.includes(status ?? '')) throw new Error(`ended as ${status}, not as ${wanted}`)
  return status === wanted
}

/** A clock that tells when a moment is over: all that it woke has run. */
interface WatchedClock extends Clock {
  /** Resolves in the moment in which it is so. */
  until(isSo: () => Promise<boolean>): Promise<void>
}

function watchedClock(clock: Clock): WatchedClock {
  const waiting = new Set<() => Promise<void>>()
  const look = async (): Promise<void> => {
    await new Promise((done) => setImmediate(done))
    for (const one of waiting) await one()
  }
  return {
    now: () => clock.now(),
    async sleep(ms, signal) {
      await clock.sleep(ms, signal)
      void look()
    },
    until: (isSo) =>
      new Promise((resolve, reject) => {
        const one = async (): Promise<void> => {
          const isThere = await isSo().catch((error: unknown) => {
            waiting.delete(one)
            reject(error)
            return false
          })
          if (isThere && waiting.delete(one)) resolve()
        }
        waiting.add(one)
        void one()
      }),
  }
}
