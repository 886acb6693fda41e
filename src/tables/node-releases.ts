const eks = '/aws/service/eks/optimized-ami/<version>'
const bottlerocket = '/aws/service/bottlerocket/aws-k8s-<version>'

/**
 * By EKS's AMI type, the public SSM parameter with the newest release of its images; `<version>` stands for Kubernetes'. AWS publishes none for
 * Windows, and an image of the user's own has no releases. Bottlerocket's plain and NVIDIA images are released together.
 */
const parameters: Readonly<Record<string, string>> = {
  AL2023_x86_64_STANDARD: `${eks}/amazon-linux-2023/x86_64/standard/recommended/release_version`,
  AL2023_x86_64_NVIDIA: `${eks}/amazon-linux-2023/x86_64/nvidia/recommended/release_version`,
  AL2023_x86_64_NEURON: `${eks}/amazon-linux-2023/x86_64/neuron/recommended/release_version`,
  AL2023_ARM_64_STANDARD: `${eks}/amazon-linux-2023/arm64/standard/recommended/release_version`,
  AL2023_ARM_64_NVIDIA: `${eks}/amazon-linux-2023/arm64/nvidia/recommended/release_version`,
  AL2_x86_64: `${eks}/amazon-linux-2/recommended/release_version`,
  AL2_x86_64_GPU: `${eks}/amazon-linux-2-gpu/recommended/release_version`,
  AL2_ARM_64: `${eks}/amazon-linux-2-arm64/recommended/release_version`,
  BOTTLEROCKET_x86_64: `${bottlerocket}/x86_64/latest/image_version`,
  BOTTLEROCKET_x86_64_NVIDIA: `${bottlerocket}/x86_64/latest/image_version`,
  BOTTLEROCKET_x86_64_FIPS: `${bottlerocket}-fips/x86_64/latest/image_version`,
  BOTTLEROCKET_x86_64_NVIDIA_FIPS: `${bottlerocket}-fips/x86_64/latest/image_version`,
  BOTTLEROCKET_ARM_64: `${bottlerocket}/arm64/latest/image_version`,
  BOTTLEROCKET_ARM_64_NVIDIA: `${bottlerocket}/arm64/latest/image_version`,
  BOTTLEROCKET_ARM_64_FIPS: `${bottlerocket}-fips/arm64/latest/image_version`,
  BOTTLEROCKET_ARM_64_NVIDIA_FIPS: `${bottlerocket}-fips/arm64/latest/image_version`,
}

/** Where the newest release of an AMI type for a Kubernetes version is told; undefined where it is told nowhere. */
export const releaseParameter = (amiType: string | undefined, kubernetes: string): string | undefined =>
  parameters[amiType ?? '']?.replace('<version>', kubernetes)

/** `1.33.5-20251112`, `1.50.0-6c1fd8f3`: a version, then the day of the image or the commit it was built from. */
const form = /^v?(\d+)\.(\d+)\.(\d+)(?:-(\w+))?$/

/** Whether a release is newer than another. Of the same version a later day is; commits have no order. */
export function isNewerRelease(one: string, than: string | undefined): boolean {
  const [a, b] = [form.exec(one), form.exec(than ?? '')]
  if (a === null || b === null) return one !== than
  const numbers = [1, 2, 3].map((i) => Number(a[i]) - Number(b[i])).find((difference) => difference !== 0) ?? 0
  if (numbers !== 0) return numbers > 0
  return [a[4], b[4]].every((day) => /^\d{8}$/.test(day ?? '')) && Number(a[4]) > Number(b[4])
}

/** The Kubernetes version that a release is of, where it bears it: `1.33` of `1.33.5-20251112`. */
export const kubernetesOfRelease = (release: string): string | undefined => /^(1\.\d+)\.\d+-\d{8}$/.exec(release)?.[1]
