import { createHash } from 'node:crypto'
import type { AddonVersions, Zone } from '#src/app.ts'
import type { MachineType } from '#src/app/machines.ts'
import type { RouteTable, VpcSubnet } from '#src/app/vpcs.ts'

/** An image's id that a text decides. */
export const imageId = (text: string): string => `ami-${createHash('sha256').update(text).digest('hex').slice(0, 17)}`

export const zonesOf = (region: string): Zone[] => [
  ...['a', 'b', 'c', 'd'].map((letter, i): Zone => ({
    name: `${region}${letter}`,
    id: `zone-${i}`,
    kind: 'availability-zone',
    available: true,
  })),
  ...['a', 'b'].map((letter): Zone => ({ name: `${region}-lax-1${letter}`, id: `lax-${letter}`, kind: 'local-zone', available: true })),
]

/** The Outpost that subnets ending in `d` are on. */
export const outpostARN = 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1'

const places = ['public', 'private'].flatMap((kind) => ['a', 'b', 'c', 'd'].map((letter) => ({ kind, letter })))

/** The subnets of `vpc-1`: `subnet-public-a`, `subnet-private-b` and so on. */
export const givenSubnets = (region: string): readonly VpcSubnet[] =>
  places.map(({ kind, letter }, i) => ({
    id: `subnet-${kind}-${letter}`,
    vpcId: 'vpc-1',
    zone: region + letter,
    zoneId: `zone-${i}`,
    cidr: `10.50.${i * 16}.0/20`,
    ipv6Cidrs: [`2600:1f14:0:${i}::/64`],
    freeAddresses: 4000,
    givesPublicAddress: kind === 'public',
    outpostArn: letter === 'd' ? outpostARN : undefined,
    tags: { [`kubernetes.io/role/${kind === 'public' ? 'elb' : 'internal-elb'}`]: '1' },
  }))

export const givenTables: readonly RouteTable[] = (['public', 'private'] as const).map((kind) => ({
  id: `rtb-${kind}`,
  main: false,
  subnets: places.filter((place) => place.kind === kind).map(({ letter }) => `subnet-${kind}-${letter}`),
  defaultRoute: kind === 'public' ? 'igw-1' : 'nat-1',
}))

const machine = (name: string, vcpus: number, gib: number, more: Partial<MachineType> = {}): MachineType => ({
  name,
  vcpus,
  memoryMiB: gib * 1024,
  gpus: 0,
  neuronDevices: 0,
  architectures: ['x86_64'],
  efa: false,
  networkCards: 1,
  ...more,
})

export const machines: readonly MachineType[] = [
  machine('m5.large', 2, 8),
  machine('m6i.large', 2, 8),
  machine('r5.large', 2, 16),
  machine('m5.xlarge', 4, 16),
  machine('t3.medium', 2, 4),
  machine('m6g.large', 2, 8, { architectures: ['arm64'] }),
  machine('g4dn.xlarge', 4, 16, { gpus: 1 }),
  machine('inf2.xlarge', 4, 16, { neuronDevices: 1 }),
  machine('p4d.24xlarge', 96, 1152, { gpus: 8, efa: true, networkCards: 4 }),
]

/** Key pairs that EC2 has. */
export const keyPairs = ['ops', 'other']

/** The public key in `~/.ssh/id_rsa.pub`. */
export const publicKey = `ssh-ed25519 ${Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20'.padEnd(51, 'k'), 'latin1').toString('base64')}`

const versions = (needsRole: boolean): AddonVersions['versions'] =>
  ['v1.3.0-eksbuild.1', 'v1.2.0-eksbuild.1'].map((version) => ({ version, default: version.startsWith('v1.2'), needsRole }))

const inKubeSystem = (name: string, all: AddonVersions['versions']): AddonVersions => ({ name, namespace: 'kube-system', versions: all })

export const addonVersions: readonly AddonVersions[] = [
  ...['kube-proxy', 'coredns', 'metrics-server', 'eks-pod-identity-agent', 'other'].map((name) => inKubeSystem(name, versions(false))),
  ...['vpc-cni', 'aws-ebs-csi-driver', 'aws-efs-csi-driver'].map((name) => inKubeSystem(name, versions(true))),
]

/** The service accounts of add-ons that the agent can give roles to. */
export const recommendedRoles: Readonly<Record<string, string>> = {
  'vpc-cni': 'aws-node',
  'aws-ebs-csi-driver': 'ebs-csi-controller-sa',
  'aws-efs-csi-driver': 'efs-csi-controller-sa',
}
