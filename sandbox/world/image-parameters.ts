import { createHash } from 'node:crypto'

/** The newest release of each family in this world. */
const al2023Release = '20251112'
const bottlerocketRelease = '1.50.0-6c1fd8f3'

const digest = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits)
const imageId = (region: string, path: string): string => `ami-0${digest(`${region}${path}`, 16)}`
const minor = (version: string): number => Number(version.split('.')[1])

/** The public parameters that name images in a region, for these Kubernetes versions: by path. The ids are made from region and path. */
export function imageParameters(region: string, versions: readonly string[]): Readonly<Record<string, string>> {
  const image = (path: string): [string, string] => [path, imageId(region, path)]
  const of = (version: string): [string, string][] => [
    ...amazonLinux(version, image),
    ...bottlerocket(version, image),
    ...windows(version, image),
    ...ubuntu(version, image),
  ]
  return Object.fromEntries(versions.flatMap(of))
}

type NameImage = (path: string) => [string, string]

/** The last version for which Amazon Linux 2 images are published. */
const lastAmazonLinux2 = 32

function amazonLinux(version: string, image: NameImage): [string, string][] {
  const root = `/aws/service/eks/optimized-ami/${version}`
  const al2023 = ['x86_64/standard', 'x86_64/nvidia', 'x86_64/neuron', 'arm64/standard', 'arm64/nvidia'].map(
    (kind) => `amazon-linux-2023/${kind}`,
  )
  const al2 = minor(version) <= lastAmazonLinux2 ? ['amazon-linux-2', 'amazon-linux-2-arm64', 'amazon-linux-2-gpu'] : []
  return [...al2023, ...al2].flatMap((kind) => {
    const path = `${root}/${kind}/recommended`
    const [, id] = image(`${path}/image_id`)
    const name = `amazon-eks-${kind.replaceAll('/', '-')}-${version}-v${al2023Release}`
    const release = `${version}.0-${al2023Release}`
    const whole = JSON.stringify({ schema_version: '2', image_id: id, image_name: name, release_version: release })
    return [image(`${path}/image_id`), [`${path}/image_name`, name], [`${path}/release_version`, release], [path, whole]] satisfies [
      string,
      string,
    ][]
  })
}

function bottlerocket(version: string, image: NameImage): [string, string][] {
  const variants = ['', '-nvidia', '-fips', '-nvidia-fips'].map((variant) => `/aws/service/bottlerocket/aws-k8s-${version}${variant}`)
  return variants.flatMap((variant) =>
    ['x86_64', 'arm64'].flatMap((arch) => [
      image(`${variant}/${arch}/latest/image_id`),
      [`${variant}/${arch}/latest/image_version`, bottlerocketRelease] satisfies [string, string],
    ]),
  )
}

function windows(version: string, image: NameImage): [string, string][] {
  const years = minor(version) >= 35 ? ['2022', '2025'] : ['2019', '2022']
  return years.flatMap((year) =>
    ['Core', 'Full'].map((kind) =>
      image(`/aws/service/ami-windows-latest/Windows_Server-${year}-English-${kind}-EKS_Optimized-${version}/image_id`),
    ),
  )
}

/** Ubuntu's releases, the disk their images are made for, and the first Kubernetes version they come for. */
const ubuntuReleases = [
  { release: '22.04', disk: 'ebs-gp2', from: 29 },
  { release: '24.04', disk: 'ebs-gp3', from: 31 },
  { release: '26.04', disk: 'ebs-gp3', from: 35 },
]

function ubuntu(version: string, image: NameImage): [string, string][] {
  return ubuntuReleases
    .filter(({ from }) => minor(version) >= from)
    .flatMap(({ release, disk }) =>
      ['eks', 'eks-pro'].flatMap((edition) =>
        ['amd64', 'arm64'].map((arch) =>
          image(`/aws/service/canonical/ubuntu/${edition}/${release}/${version}/stable/current/${arch}/hvm/${disk}/ami-id`),
        ),
      ),
    )
}
