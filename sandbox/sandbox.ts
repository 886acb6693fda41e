import { realClock, scaledClock, scaledTimeText, clockVariable, type Clock } from '../src/clock.ts'
import { SandboxAccount } from './account.ts'
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
  close(): Promise<void>
}

/** Starts a sandbox on loopback. Call it outside of any AsyncLocalStorage context: requests are served in the one it was started in. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const at = realClock.now()
  const clock = options.clock ?? (options.speed === undefined ? realClock : scaledClock({ speed: options.speed, now: at, at }))
  const world = options.world ?? defaultWorld()
  const faults = faultBoard(options.faults)
  const account = makeAccount(options, clock, world, faults)
  const { Arn: arn, Account: accountId, UserId: userId } = world.caller
  const partition = arn.split(':')[1] ?? 'aws'
  const owner = { arn, accountId, userId }
  const credentials =
    options.credentials === 'fresh' ? freshCredentials(owner, partition) : (options.credentials ?? defaultCredentials(owner, partition))
  for (const credential of credentials) account.state(credentialSlot, '')[credential.accessKeyId] = credential
  const server = new AwsServer(account, { throttling: options.throttling ?? true })
  const url = `http://127.0.0.1:${await server.listen(options.port ?? 0)}`
  account.state(originSlot, '').origin = url
  hostKubernetes(account, {
    authenticate: (token, clusterId) => Promise.resolve(verifyToken(account, token, clusterId).principal),
    ...(clock instanceof DrivenClock && { idle: (request) => clock.idle(request) }),
  })
  const scaled =
    options.clock === undefined && options.speed !== undefined
      ? { [clockVariable]: scaledTimeText({ speed: options.speed, now: at, at }) }
      : {}
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
    async close() {
      account.close()
      await closeKubernetes(account)
      await server.close()
    },
  }
}

function makeAccount(options: SandboxOptions, clock: Clock, world: World, faults: FaultBoard): SandboxAccount {
  const seed = options.seed ?? 1
  const { durations = 1 } = options
  const drawn = seededDurations(typeof durations === 'number' ? { seed, factor: durations } : { seed, instead: durations })
  return new SandboxAccount({ clock, world, durations: drawn, ids: seededIds(seed), faults, strict: options.strict ?? false })
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
