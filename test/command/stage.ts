import type { App, Files, Terminal } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { Programs } from '#src/app/programs.ts'
import type { Stack } from '#src/app/stacks.ts'
import type { Clock } from '#src/clock.ts'
import { entryOf, type Entry, type Signals } from '#src/command/entry.ts'
import { runCli } from '#src/command/run.ts'

/** What a command line said and how it ended. */
export interface Played {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly files: ReadonlyMap<string, string>
}

/** A clock that stands still but for sleeps, which end at once. */
function standingClock(now = Date.parse('2026-01-02T03:04:05Z')): Clock {
  let time = now
  return {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        if (ms >= 15_000) return signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
        time += ms
        resolve()
      }),
  }
}

export interface Stage {
  readonly ports?: Partial<App>
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly signals?: Signals
  readonly stdin?: string
}

const withEnd = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)

/** Runs a line in this process on an App that has the ports it is given, and no others. */
export async function play(argv: readonly string[], stage: Stage = {}): Promise<Played> {
  const said = { stdout: '', stderr: '' }
  const kept = new Map(Object.entries(stage.files ?? {}))
  const terminal: Terminal = {
    answer: (text) => void (said.stdout += withEnd(text)),
    talk: (text) => void (said.stderr += withEnd(text)),
    live: false,
    colour: false,
    width: 80,
  }
  const files: Partial<Files> = {
    home: '/home/somebody',
    env: stage.env ?? {},
    read: async (path) => kept.get(path),
    readStdin: async () => stage.stdin ?? '',
    write: async (path, text) => void kept.set(path, text),
  }
  const programs = port<Programs>({ find: async () => undefined })
  const app = appOf({ programs, regionName: 'eu-west-1', terminal, clock: standingClock(), files: port<Files>(files), ...stage.ports })
  const entry: Entry = { ...entryOf(app), ...(stage.signals && { signals: stage.signals }) }
  const { exitCode } = await runCli(argv, entry)
  return { exitCode, ...said, files: kept }
}

function appOf(ports: Partial<App>): App {
  return new Proxy(port<App>(ports), {
    get(target, name) {
      if (name === 'region') return (regionName: string) => appOf({ ...ports, regionName })
      if (name in target || typeof name === 'symbol' || name === 'then') return Reflect.get(target, name)
      throw new Error(`nothing may ask for ${name} here`)
    },
  })
}

export const liveCluster = (name: string, more: Partial<LiveCluster> = {}): LiveCluster => ({
  name,
  arn: `arn:aws:eks:eu-west-1:111122223333:cluster/${name}`,
  status: 'ACTIVE',
  version: '1.33',
  endpoint: 'https://example.eks.amazonaws.com',
  certificateAuthority: 'LS0t',
  issuer: undefined,
  vpcId: 'vpc-1',
  subnetIds: ['subnet-2', 'subnet-1'],
  securityGroupIds: ['sg-1'],
  clusterSecurityGroup: 'sg-2',
  serviceCidr: '10.100.0.0/16',
  publicAccess: true,
  privateAccess: false,
  publicAccessCidrs: ['0.0.0.0/0'],
  authenticationMode: 'API_AND_CONFIG_MAP',
  autoMode: false,
  tags: {},
  tokenId: name,
  connector: undefined,
  created: Date.parse('2026-01-01T00:00:00Z'),
  raw: {
    name,
    status: 'ACTIVE',
    version: '1.33',
    createdAt: new Date('2026-01-01T00:00:00Z'),
    resourcesVpcConfig: { vpcId: 'vpc-1' },
    tags: { owner: 'me' },
  },
  ...more,
})

export const liveStack = (name: string, tags: Readonly<Record<string, string>>, more: Partial<Stack> = {}): Stack => ({
  id: `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/1`,
  name,
  status: 'CREATE_COMPLETE',
  tags,
  outputs: {},
  capabilities: [],
  terminationProtection: false,
  created: Date.parse('2026-01-01T00:00:00Z'),
  ...more,
})

/** A port that answers with what it is given and nothing else. */
export function port<T extends object>(methods: Partial<T>): T
export function port(methods: object): object {
  return methods
}
