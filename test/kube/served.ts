import { type KubernetesServer, startKubernetes } from '#sandbox/kubernetes/server.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { KubeApi } from '#src/app/kubernetes.ts'
import type { Clock } from '#src/clock.ts'
import { kubeApi } from '#src/kube/api.ts'
import { liveCluster } from '../command/stage.ts'

/** The Kubernetes API of the cluster `dev` on a port of its own; users are told apart by the word that is their token. */
export interface Served {
  readonly server: KubernetesServer
  readonly clock: Clock
  readonly time: {
    now: number
    /** Milliseconds of each sleep; they end at once. */
    slept: number[]
  }
  /** What eksx asks of it with these tokens, each but the last taken once. */
  readonly api: (...tokens: string[]) => KubeApi
}

export async function served(): Promise<Served> {
  const time = { now: 1_770_000_000_000, slept: [] as number[] }
  const clock: Clock = {
    now: () => time.now,
    sleep: async (ms) => {
      time.slept.push(ms)
      time.now += ms
    },
  }
  const server = await startKubernetes({
    clusterName: 'dev',
    version: '1.33',
    clock: { ...clock, sleep: standStill },
    authenticate: async (token) =>
      token === 'expired' ? undefined : { arn: `arn:aws:iam::111122223333:user/${token}`, accountId: '111122223333', userId: token },
    access: async (arn) =>
      arn.endsWith('/stranger') ? undefined : { username: arn, groups: arn.endsWith('/admin') ? ['system:masters'] : [] },
  })
  const api = (...tokens: string[]): KubeApi => {
    const token = async () => ({ token: (tokens.length > 1 ? tokens.shift() : tokens[0]) ?? 'admin', expires: time.now + 840_000 })
    return kubeApi({ cluster: clusterAt(server.url, server.caPem), token, clock, env: {} })
  }
  return { server, clock, time, api }
}

/** Grace periods are the server's business: its clock stands still. */
export const standStill = (): Promise<void> => new Promise(() => undefined)

/** The cluster `dev` as EKS tells where it is and by whom its certificate has to be issued. */
export const clusterAt = (endpoint: string, caPem: string): LiveCluster =>
  liveCluster('dev', { endpoint, certificateAuthority: Buffer.from(caPem).toString('base64') })

export function putNode({ objects }: KubernetesServer, name: string, more: object = {}): void {
  const conditions = [{ type: 'Ready', status: 'True' }]
  objects.put({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { group: 'ng' } },
    spec: { providerID: 'aws:///a/i-1' },
    status: { conditions, nodeInfo: { kubeletVersion: 'v1.33.5-eks-1' } },
    ...more,
  })
}
