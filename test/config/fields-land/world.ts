import type { AddonRequest, App, LiveGroup } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { FargateRequest } from '#src/app/fargate.ts'
import type { Manifest } from '#src/app/kubernetes.ts'
import type { StackRequest } from '#src/app/stacks.ts'
import { partitionOf } from '#src/tables/regions.ts'
import { versions } from '../stated.ts'
import * as known from './account.ts'
import { account, StandingStacks } from './stacks.ts'

/** A write that eksx asked for: what, and with what. */
export interface Call {
  /** As the port calls it: `addons.create`. */
  readonly name: string
  readonly input: unknown
}

/** An account that has all that configs of the sweep name, where everything succeeds at once and every write is noted. */
export interface World {
  readonly app: App
  readonly calls: Call[]
}

/** A role that aws-auth has a mapping for. */
export const mappedRole = `arn:aws:iam::${account}:role/known`

/** How many nodes are Ready in any group. */
const plenty = 20
const instances = Array.from({ length: plenty }, (_, i) => ({ id: `i-${i}`, state: 'InService', health: 'Healthy' }))

/** A new one. */
export function world(region: string): World {
  const calls: Call[] = []
  const note = (name: string, input: unknown): void => void calls.push({ name, input })
  const stacks = new StandingStacks()
  const app = {
    regionName: region,
    clock: instantClock(),
    files: {
      home: '/home/ann',
      env: {},
      read: async (path: string) => (path.endsWith('id_rsa.pub') ? known.publicKey : undefined),
      remove: async () => undefined,
    },
    identity: {
      caller: async () => ({ account, arn: `arn:aws:iam::${account}:user/ann`, partition: partitionOf(region) }),
    },
    ...given(region, stacks),
    ...eks(region, stacks, note),
    ...nodes(stacks, note),
    ...rights(note),
    ...programs(note),
  } as unknown as App
  return { app, calls }
}

type Note = (name: string, input: unknown) => void

/** Sleep takes no time. What waits for hours waits for what this world does not do. */
function instantClock(): App['clock'] {
  const start = Date.UTC(2026, 0, 15)
  let now = start
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms
      if (now - start > 4 * 3_600_000) throw new Error('waits for what never comes')
    },
  }
}

/** What is there before anything is made. */
function given(region: string, stacks: StandingStacks): object {
  const subnets = known.givenSubnets(region)
  const zones = known.zonesOf(region)
  return {
    network: {
      zones: async () => zones,
      refusalOfZones: async () => undefined,
      offerings: async (types: readonly string[]) => new Map(types.map((type) => [type, zones.map(({ name }) => name)])),
      subnets: async (ids: readonly string[]) =>
        ids.map((id) => {
          const found = subnets.find((one) => one.id === id)
          return found === undefined
            ? stacks.subnet('eksctl-dev-cluster', id)
            : {
                id,
                zone: found.zone,
                public: found.givesPublicAddress,
                local: false,
                cidr: found.cidr,
                ...(found.outpostArn && { outpost: found.outpostArn }),
              }
        }),
    },
    vpcs: {
      find: async (id: string) => ({ id, cidr: '10.50.0.0/16', cidrs: ['10.50.0.0/16', '10.51.0.0/16'], ipv6Cidrs: ['2600::/56'] }),
      subnets: async (ids: readonly string[]) => subnets.filter(({ id }) => ids.includes(id)),
      // A VPC that is called after a kind has the subnets of that kind.
      subnetsIn: async (vpcId: string) =>
        subnets
          .filter(({ id }) => !/-(?:public|private)$/.test(vpcId) || vpcId.endsWith(id.split('-')[1] ?? ''))
          .map((one) => ({ ...one, vpcId })),
      routeTables: async () => known.givenTables,
      endpointZones: async (services: readonly { readonly name: string }[]) =>
        new Map(services.map(({ name }) => [name, zones.map((zone) => zone.name)])),
      placementGroupExists: async () => true,
      groupRules: async () => [],
    },
    outposts: {
      find: async (arn: string) => ({ arn, zone: `${region}${arn.endsWith('1') ? 'a' : 'b'}` }),
      instanceTypes: async () => ['m5.large', 'm5.xlarge', 'r5.large'],
    },
    images: {
      parameter: async (path: string) => known.imageId(path),
      newest: async (owner: string, pattern: string) => known.imageId(owner + pattern),
      find: async (id: string) => ({ id, rootDevice: '/dev/xvda', encrypted: false }),
    },
    roles: {
      inProfile: async (profile: string) => `arn:aws:iam::${account}:role/of-${profile}`,
      attachedPolicies: async () => [],
      find: async (name: string) => ({ name, arn: `arn:aws:iam::${account}:role/${name}`, tags: {}, trust: { Statement: [] } }),
    },
  }
}

/** EKS and CloudFormation. */
function eks(region: string, stacks: StandingStacks, note: Note): object {
  const addons = new Map<string, AddonRequest>()
  const profiles = new Map<string, FargateRequest>()
  const shut = new Set<string>()
  const cluster = async (name: string): Promise<LiveCluster | undefined> => {
    const live = stacks.cluster(name, region)
    return live && shut.has(name) ? { ...live, publicAccess: false, privateAccess: true } : live
  }
  const changed = async (name: string, request: AddonRequest): Promise<boolean> => {
    note(name, request)
    addons.set(request.name, request)
    return true
  }
  return {
    stacks: {
      find: async (name: string) => stacks.find(name),
      create: async (request: StackRequest) => {
        note('stacks.create', request)
        stacks.add(request)
        return request.name
      },
      follow: async (name: string) => stacks.find(name),
      template: async (name: string) => stacks.request(name)?.template,
      resource: async (name: string, id: string) => `${name}/${id}`,
      list: async () => [],
    },
    clusters: {
      find: cluster,
      versions: async () => versions,
      configure: async (name: string, settings: object) => {
        note('clusters.configure', { name, ...settings })
        shut.add(name)
      },
    },
    addons: {
      list: async () => [...addons.keys()],
      versions: async () => known.addonVersions,
      recommended: async (name: string) => {
        const serviceAccount = known.recommendedRoles[name]
        return serviceAccount === undefined ? [] : [{ serviceAccount, policyArns: [`arn:aws:iam::aws:policy/For-${name}`] }]
      },
      create: (request: AddonRequest) => changed('addons.create', request),
      update: (request: AddonRequest) => changed('addons.update', request),
      find: async (_cluster: string, name: string) => {
        const request = addons.get(name)
        return request && { ...request, status: 'ACTIVE', issues: [] }
      },
    },
    fargate: {
      create: async (request: FargateRequest) => {
        note('fargate.create', request)
        profiles.set(request.name, request)
      },
      find: async (_cluster: string, name: string) => {
        const request = profiles.get(name)
        return request && { ...request, status: 'ACTIVE' }
      },
    },
  }
}

/** Nodegroups, their instances and keys, and the cluster's Kubernetes. */
function nodes(stacks: StandingStacks, note: Note): object {
  const maps = new Map([['aws-auth', { mapRoles: `- {rolearn: '${mappedRole}', username: known}\n` } as Readonly<Record<string, string>>]])
  const asked = (name: string): { DesiredSize?: number } | undefined =>
    stacks.properties(`eksctl-dev-nodegroup-${name}`, 'ManagedNodeGroup')?.['ScalingConfig'] as { DesiredSize?: number } | undefined
  const group = (name: string): LiveGroup => ({
    name,
    minSize: 0,
    maxSize: plenty,
    desiredSize: 1,
    instances,
    suspended: [],
    launchTemplate: undefined,
    tags: {},
    failures: async () => [],
  })
  return {
    nodegroups: {
      list: async () => [],
      find: async (_cluster: string, name: string) => ({
        name,
        status: 'ACTIVE',
        issues: [],
        desiredSize: asked(name)?.DesiredSize ?? 1,
        groups: [`asg-${name}`],
      }),
    },
    groups: {
      find: async (names: readonly string[]) => names.map(group),
      suspend: async (name: string, processes: readonly string[]) => note('groups.suspend', { name, processes }),
      tag: async (name: string, tags: object) => note('groups.tag', { name, tags }),
    },
    machines: {
      types: async (names?: readonly string[]) => known.machines.filter(({ name }) => names?.includes(name) ?? true),
      keyFingerprint: async (name: string) => (known.keyPairs.includes(name) ? 'aa:bb' : undefined),
      importKey: async (name: string, key: string) => note('machines.importKey', { name, key }),
      launchTemplate: async () => ({ instanceType: undefined, imageId: undefined, hasUserData: false, hasInstanceProfile: false }),
    },
    kube: { connect: () => kubernetes(note, maps) },
  }
}

function kubernetes(note: Note, maps: Map<string, Readonly<Record<string, string>>>): object {
  const ready = instances.map(({ id }) => ({ name: id, ready: true, labels: {}, unschedulable: false, providerId: `aws:///zone/${id}` }))
  return {
    version: async () => 'v1.34.0',
    nodes: async () => ready,
    object: async () => undefined,
    createObject: async (one: Manifest) => {
      note('kube.createObject', one)
      return true
    },
    configMap: async (_namespace: string, name: string) => maps.get(name),
    writeConfigMap: async (namespace: string, name: string, keys: Readonly<Record<string, string>>) => {
      note('kube.writeConfigMap', { namespace, name, keys })
      maps.set(name, keys)
    },
    deployment: async () => ({ replicas: 2, readyReplicas: 2, podAnnotations: {} }),
    patchObject: async (one: Manifest, patch: object) => {
      note('kube.patchObject', { kind: one.kind, name: one.metadata.name, patch })
      return true
    },
  }
}

/** Who may come in, and what pods may do. */
function rights(note: Note): object {
  const providers = new Set<string>()
  return {
    access: { has: async () => false, create: async (request: object) => note('access.create', request) },
    oidcProviders: {
      exists: async (arn: string) => providers.has(arn),
      create: async (cluster: LiveCluster, tags: object) => {
        note('oidcProviders.create', tags)
        providers.add(`arn:aws:iam::${account}:oidc-provider/${(cluster.issuer ?? '').replace('https://', '')}`)
      },
    },
    podIdentities: { find: async () => undefined, create: async (request: object) => note('podIdentities.create', request) },
    identityProviders: {
      find: async () => undefined,
      associate: async (request: object) => note('identityProviders.associate', request),
    },
    capabilities: {
      find: async (_cluster: string, name: string) => ({ name }),
      accessPolicies: async () => [],
      associateAccessPolicy: async (cluster: string, principal: string, policy: object) =>
        note('capabilities.associateAccessPolicy', { cluster, principal, policy }),
    },
    logs: {
      retention: async () => 'missing',
      keep: async (group: string, days: number) => {
        note('logs.keep', { group, days })
        return true
      },
    },
    tags: { of: async () => new Map(), set: async (ids: readonly string[], tags: object) => note('tags.set', { ids, tags }) },
  }
}

/** The machine that eksx runs on. */
function programs(note: Note): object {
  return {
    kubeconfigs: {
      check: async () => undefined,
      has: async () => false,
      write: async (entry: { readonly path?: string }) => {
        note('kubeconfigs.write', entry)
        return { path: entry.path ?? 'config' }
      },
    },
    programs: {
      find: async (name: string) => `/bin/${name}`,
      run: async (path: string, args: readonly string[]) => {
        if (!args.includes('--version') || args.length > 1) note(`programs.${path.replace('/bin/', '')}`, args)
        return { exitCode: 0, stdout: 'version 2.3.0', stderr: '' }
      },
    },
  }
}
