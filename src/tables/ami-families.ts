import type { Accelerator, Architecture, InstanceClass } from './instances.ts'

/** What a family of node images is: where AWS publishes it, what EKS calls it, how its nodes are told what to join. */
export interface AmiFamily {
  readonly name: string
  readonly os: 'linux' | 'windows'
  /** How a node reads its user data: nodeadm's NodeConfig, cloud-config with a boot script, TOML settings, PowerShell. */
  readonly userData: 'nodeadm' | 'cloud-config' | 'toml' | 'powershell'
  /** The device the root volume hangs on where the image itself isn't known. */
  readonly rootDevice: string
  /** The boot script of a family told by cloud-config. */
  readonly bootScript?: 'al2' | 'ubuntu'
  /** The type by which EKS picks the image of a managed nodegroup; without one eksx picks the image. */
  readonly eksTypes: EksTypes | undefined
  /** The public SSM parameter with the newest image's id. */
  imageParameter(kubernetes: string, node: InstanceClass): string
  /** Kubernetes versions (first, last) that AWS publishes the image for, as far as eksctl knows. */
  readonly kubernetes?: { readonly from?: string; readonly to?: string }
  /** Who owns the images and how they are named, for looking them up in EC2. */
  readonly lookup: ImageLookup | undefined
}

/** EKS's AMI types by architecture and accelerator. */
type EksTypes = Readonly<Partial<Record<Architecture, Readonly<{ plain: string } & Partial<Record<Accelerator, string>>>>>>

interface ImageLookup {
  /** `eks` is the account that EKS publishes from in the region. */
  readonly owner: 'eks' | '099720109477' | '801119661308'
  /** The name's pattern for a class of instances; undefined where there are none. */
  pattern(kubernetes: string, node: InstanceClass): string | undefined
}

const al2023: AmiFamily = {
  name: 'AmazonLinux2023',
  os: 'linux',
  userData: 'nodeadm',
  rootDevice: '/dev/xvda',
  eksTypes: {
    x86_64: { plain: 'AL2023_x86_64_STANDARD', nvidia: 'AL2023_x86_64_NVIDIA', neuron: 'AL2023_x86_64_NEURON' },
    arm64: { plain: 'AL2023_ARM_64_STANDARD', nvidia: 'AL2023_ARM_64_NVIDIA' },
  },
  imageParameter: (kubernetes, { arch, accelerator }) =>
    `/aws/service/eks/optimized-ami/${kubernetes}/amazon-linux-2023/${arch}/${accelerator ?? 'standard'}/recommended/image_id`,
  lookup: {
    owner: 'eks',
    pattern: (kubernetes, { arch, accelerator }) => {
      if (accelerator === 'nvidia') return `amazon-eks-node-al2023-x86_64-nvidia-*-${kubernetes}-v*`
      return `amazon-eks-node-al2023-${accelerator ? 'x86_64' : arch}-${accelerator ?? 'standard'}-${kubernetes}-v*`
    },
  },
}

const al2: AmiFamily = {
  name: 'AmazonLinux2',
  os: 'linux',
  userData: 'cloud-config',
  bootScript: 'al2',
  rootDevice: '/dev/xvda',
  eksTypes: { x86_64: { plain: 'AL2_x86_64', nvidia: 'AL2_x86_64_GPU', neuron: 'AL2_x86_64_GPU' }, arm64: { plain: 'AL2_ARM_64' } },
  kubernetes: { to: '1.32' },
  imageParameter: (kubernetes, { arch, accelerator }) =>
    `/aws/service/eks/optimized-ami/${kubernetes}/amazon-linux-2${accelerator ? '-gpu' : arch === 'arm64' ? '-arm64' : ''}/recommended/image_id`,
  lookup: {
    owner: 'eks',
    pattern: (kubernetes, { arch, accelerator }) => {
      if (accelerator) return `amazon-eks-gpu-node-${kubernetes}-*`
      return arch === 'arm64' ? `amazon-eks-arm64-node-${kubernetes}-*` : `amazon-eks-node-${kubernetes}-v*`
    },
  },
}

function bottlerocket(name: string, variant: '' | '-fips'): AmiFamily {
  const suffix = variant && '_FIPS'
  return {
    name,
    os: 'linux',
    userData: 'toml',
    rootDevice: '/dev/xvda',
    eksTypes: {
      x86_64: {
        plain: `BOTTLEROCKET_x86_64${suffix}`,
        nvidia: `BOTTLEROCKET_x86_64_NVIDIA${suffix}`,
        neuron: `BOTTLEROCKET_x86_64${suffix}`,
      },
      arm64: {
        plain: `BOTTLEROCKET_ARM_64${suffix}`,
        nvidia: `BOTTLEROCKET_ARM_64_NVIDIA${suffix}`,
        neuron: `BOTTLEROCKET_ARM_64${suffix}`,
      },
    },
    imageParameter: (kubernetes, { arch, accelerator }) =>
      `/aws/service/bottlerocket/aws-k8s-${kubernetes}${accelerator === 'nvidia' ? '-nvidia' : ''}${variant}/${arch}/latest/image_id`,
    lookup: undefined,
  }
}

interface UbuntuRelease {
  readonly release: string
  readonly disk: 'ebs-gp2' | 'ebs-gp3'
  readonly kubernetes: { readonly from: string; readonly to?: string }
}

/** Canonical's word for it. */
const architecture = (node: InstanceClass) => (node.arch === 'arm64' ? 'arm64' : 'amd64')

function ubuntu(name: string, product: 'eks' | 'eks-pro', { release, disk, kubernetes }: UbuntuRelease): AmiFamily {
  return {
    name,
    os: 'linux',
    userData: 'cloud-config',
    bootScript: 'ubuntu',
    rootDevice: '/dev/xvda',
    eksTypes: undefined,
    kubernetes,
    imageParameter: (version, node) =>
      `/aws/service/canonical/ubuntu/${product}/${release}/${version}/stable/current/${architecture(node)}/hvm/${disk}/ami-id`,
    lookup: {
      owner: '099720109477',
      pattern: (version, node) =>
        node.accelerator ? undefined : `ubuntu-${product}/k8s_${version}/images/*${release}-${architecture(node)}*`,
    },
  }
}

function windows(year: 2019 | 2022 | 2025, edition: 'Core' | 'Full', kubernetes?: { readonly from: string }): AmiFamily {
  const type = `WINDOWS_${edition.toUpperCase()}_${year}_x86_64`
  const image = (version: string) => `Windows_Server-${year}-English-${edition}-EKS_Optimized-${version}`
  return {
    name: `WindowsServer${year}${edition}Container`,
    os: 'windows',
    userData: 'powershell',
    rootDevice: '/dev/sda1',
    eksTypes: { x86_64: { plain: type, nvidia: type, neuron: type } },
    ...(kubernetes && { kubernetes }),
    imageParameter: (version) => `/aws/service/ami-windows-latest/${image(version)}/image_id`,
    lookup: {
      owner: '801119661308',
      pattern: (version, { arch, accelerator }) => (accelerator || arch === 'arm64' ? undefined : `${image(version)}-*`),
    },
  }
}

const pro2004 = { from: '1.27', to: '1.29' }

/** Every family that can be asked for, in the order in which messages list them; the first is the default. */
export const amiFamilies: readonly AmiFamily[] = [
  al2023,
  al2,
  ubuntu('UbuntuPro2604', 'eks-pro', { release: '26.04', disk: 'ebs-gp3', kubernetes: { from: '1.35' } }),
  ubuntu('Ubuntu2604', 'eks', { release: '26.04', disk: 'ebs-gp3', kubernetes: { from: '1.35' } }),
  ubuntu('UbuntuPro2404', 'eks-pro', { release: '24.04', disk: 'ebs-gp3', kubernetes: { from: '1.31' } }),
  ubuntu('Ubuntu2404', 'eks', { release: '24.04', disk: 'ebs-gp3', kubernetes: { from: '1.31' } }),
  ubuntu('UbuntuPro2204', 'eks-pro', { release: '22.04', disk: 'ebs-gp2', kubernetes: { from: '1.29' } }),
  ubuntu('Ubuntu2204', 'eks', { release: '22.04', disk: 'ebs-gp2', kubernetes: { from: '1.29' } }),
  ubuntu('UbuntuPro2004', 'eks-pro', { release: '20.04', disk: 'ebs-gp2', kubernetes: pro2004 }),
  ubuntu('Ubuntu2004', 'eks', { release: '20.04', disk: 'ebs-gp2', kubernetes: { from: '1.21', to: '1.29' } }),
  bottlerocket('Bottlerocket', ''),
  bottlerocket('BottlerocketFips', '-fips'),
  windows(2019, 'Core'),
  windows(2019, 'Full'),
  windows(2022, 'Core', { from: '1.23' }),
  windows(2022, 'Full', { from: '1.23' }),
  windows(2025, 'Core', { from: '1.35' }),
  windows(2025, 'Full', { from: '1.35' }),
]

const byName = new Map(amiFamilies.map((family) => [family.name.toLowerCase(), family]))

export const defaultAmiFamily = al2023.name

/** The family of a name, in any case; undefined where there is none. */
export const amiFamily = (name: string): AmiFamily | undefined => byName.get(name.toLowerCase())

/** EKS's AMI type for a class of instances. An accelerator without a type of its own runs the plain image; undefined where the family has none at all. */
export function eksAmiType(family: AmiFamily | undefined, { arch, accelerator }: InstanceClass): string | undefined {
  if (!family?.eksTypes) return 'CUSTOM'
  const types = family.eksTypes[arch]
  return (accelerator && types?.[accelerator]) ?? types?.plain
}
