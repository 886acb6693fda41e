import { realClock, scaledClock, scaledTimeText, clockVariable, type Clock, type ScaledTime } from '../src/clock.ts'
import { SandboxAccount, type AccountOptions } from './account.ts'
import { credentialSlot, defaultCredentials, freshCredentials, type Credential } from './credentials.ts'
import { seededDurations } from './durations.ts'
import { DrivenClock } from './driven-clock.ts'
import { faultBoard, type Fault, type FaultBoard } from './faults.ts'
import { seededIds } from './ids.ts'
import type { LoggedRequest } from './request-log.ts'
import { AwsServer } from './server.ts'
import type { Account, World } from './service.ts'
import { closeKubernetes, hostKubernetes } from './services/eks/control-plane.ts'
import { originSlot } from './services/sts/origin.ts'
import { verifyToken } from './services/sts/token.ts'
import { applySeed } from './seeds.ts'
import { resume, stateOf, type SandboxState } from './state.ts'
import { defaultWorld } from './world/world.ts'

export interface SandboxOptions {
  /** The only time it knows; the machine's unless said. */
  readonly clock?: Clock
  /** In place of a clock: how much faster than the machine's. */
  readonly speed?: number
  /** Decides ids and durations; 1 unless said. */
  readonly seed?: number
  /** Refuse parameters that the model does not know, where AWS would ignore them. */
  readonly strict?: boolean
  readonly world?: World
  /** Any free one unless said. */
  readonly port?: number
  readonly faults?: readonly Fault[]
  /** The keys it knows; an owner's and a guest's unless said, `fresh` with secrets that nobody can know. The first is the one that `env` carries. */
  readonly credentials?: readonly Credential[] | 'fresh'
  /** A factor on every duration (0: all is final at the first read), or single kinds in milliseconds. */
  readonly durations?: number | Readonly<Record<string, number>>
  /** AWS's request limits; on unless said. */
  readonly throttling?: boolean
  /** Goes on from what `state` gave; port, seed, keys and time are those that it had, faults and world too unless others are given. */
  readonly state?: SandboxState
}

/** An AWS on this machine. */
export interface Sandbox {
  /** `http://127.0.0.1:4566` */
  readonly url: string
  /** The environment in which the AWS SDKs, `aws`, and eksx talk to it. */
  env(region?: string): Readonly<Record<string, string>>
  readonly credentials: readonly Credential[]
  readonly account: Account
  readonly clock: Clock
  readonly faults: FaultBoard
  /** What came over HTTP, in the order of the answers. */
  readonly requests: readonly LoggedRequest[]
  /** What broke inside it: bugs of its own. */
  readonly broken: readonly unknown[]
  /** All that it remembers, by slot and region. */
  memory(): Readonly<Record<string, unknown>>
  /** Puts a seed of the world into the account: `vpc`, `key:ops-key`, … `fail:STACK[:LOGICAL-ID]` sets a fault. Throws where the world has none of that name. */
  seed(name: string): Promise<void>
  /** All that it holds as JSON text, taken between two works: what `SandboxOptions.state` goes on from. */
  state(): Promise<string>
  close(): Promise<void>
}

/** Starts a sandbox on loopback. Call it outside of any AsyncLocalStorage context: requests are served in the one it was started in. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { state } = options
  const time = timeOf(options)
  const clock = options.clock ?? (time ? scaledClock(time) : realClock)
  const world = options.world ?? state?.world ?? defaultWorld()
  const faults = faultBoard(options.faults ?? state?.faults)
  const seed = options.seed ?? state?.seed ?? 1
  const ids = seededIds(seed, state?.ids)
  const account = makeAccount(options, seed, { clock, world, faults, ids })
  const credentials = state?.credentials ?? credentialsOf(options, world)
  for (const credential of credentials) account.state(credentialSlot, '')[credential.accessKeyId] = credential
  hostKubernetes(account, {
    authenticate: (token, clusterId) => Promise.resolve(verifyToken(account, token, clusterId).principal),
    ...(clock instanceof DrivenClock && { idle: (request) => clock.idle(request) }),
  })
  if (state) await resume(account, state)
  const server = new AwsServer(account, { throttling: options.throttling ?? true })
  const port = await listen(server, options)
  const url = `http://127.0.0.1:${port}`
  account.state(originSlot, '').origin = url
  const scaled = time ? { [clockVariable]: scaledTimeText(time) } : {}
  return {
    url,
    credentials,
    account,
    clock,
    faults,
    requests: server.requests,
    broken: account.broken,
    memory: () => account.memory(),
    env: (region = 'us-west-2') => ({ ...environment(url, region, credentials[0]), ...scaled }),
    seed: (name) => applySeed(account, name),
    state: () =>
      account.quiet(() => {
        const usual = options.world ?? state?.world
        const own = { time: clock.now(), seed, ids: ids.drawn, port, credentials, faults: faults.seen, ...(usual && { world: usual }) }
        return JSON.stringify(stateOf(account, own))
      }),
    async close() {
      account.close()
      await closeKubernetes(account)
      await server.close()
    },
  }
}

/** The time that it sets itself: faster than the machine's, or behind it after a restart. Undefined where a clock is given or the machine's will do. */
function timeOf({ clock, speed, state }: SandboxOptions): Required<ScaledTime> | undefined {
  if (clock !== undefined || (speed === undefined && state === undefined)) return undefined
  const at = realClock.now()
  return { speed: speed ?? 1, now: state?.time ?? at, at }
}

function credentialsOf({ credentials }: SandboxOptions, world: World): readonly Credential[] {
  const { Arn: arn, Account: accountId, UserId: userId } = world.caller
  const partition = arn.split(':')[1] ?? 'aws'
  const owner = { arn, accountId, userId }
  return credentials === 'fresh' ? freshCredentials(owner, partition) : (credentials ?? defaultCredentials(owner, partition))
}

function makeAccount(
  { durations = 1, strict = false, state }: SandboxOptions,
  seed: number,
  parts: Pick<AccountOptions, 'clock' | 'world' | 'faults' | 'ids'>,
): SandboxAccount {
  const drawn = seededDurations(typeof durations === 'number' ? { seed, factor: durations } : { seed, instead: durations })
  return new SandboxAccount({ ...parts, durations: drawn, strict, ...(state && { state: state.account }) })
}

/** The port that was asked for; else the one that it had, if that is still free. */
async function listen(server: AwsServer, { port, state }: SandboxOptions): Promise<number> {
  if (port !== undefined || state === undefined) return server.listen(port ?? 0)
  return server.listen(state.port).catch(() => server.listen(0))
}

function environment(url: string, region: string, credential: Credential | undefined): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credential?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: credential?.secretAccessKey ?? '',
    ...(credential?.sessionToken !== undefined && { AWS_SESSION_TOKEN: credential.sessionToken }),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
