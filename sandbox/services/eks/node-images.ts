import { createHash } from 'node:crypto'
import type { Call } from '../../service.ts'
import { versionsOf } from './versions.ts'

/** The family of images behind an AMI type. */
export type NodeFamily = 'al2023' | 'al2' | 'bottlerocket' | 'windows' | 'custom'

/** The family that an AMI type belongs to. */
export function familyOf(amiType: string | undefined): NodeFamily {
  if (amiType === undefined || amiType === 'CUSTOM') return 'custom'
  if (amiType.startsWith('AL2023')) return 'al2023'
  if (amiType.startsWith('AL2_')) return 'al2'
  return amiType.startsWith('BOTTLEROCKET') ? 'bottlerocket' : 'windows'
}

/** The folder of public parameters that tells the newest image of an AMI type. */
function parameterFolder(amiType: string, version: string): string {
  const architecture = /ARM_64/.test(amiType) ? 'arm64' : 'x86_64'
  switch (familyOf(amiType)) {
    case 'al2023': {
      const variant = amiType.endsWith('_NVIDIA') ? 'nvidia' : amiType.endsWith('_NEURON') ? 'neuron' : 'standard'
      return `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/${architecture}/${variant}/recommended`
    }
    case 'al2':
      return `/aws/service/eks/optimized-ami/${version}/amazon-linux-2${amiType === 'AL2_x86_64_GPU' ? '-gpu' : architecture === 'arm64' ? '-arm64' : ''}/recommended`
    case 'bottlerocket':
      return `/aws/service/bottlerocket/aws-k8s-${version}${/NVIDIA/.test(amiType) ? '-nvidia' : ''}${/FIPS/.test(amiType) ? '-fips' : ''}/${architecture}/latest`
    default: {
      const [, core = 'CORE', year = '2022'] = /^WINDOWS_(CORE|FULL)_(\d{4})/.exec(amiType) ?? []
      return `/aws/service/ami-windows-latest/Windows_Server-${year}-English-${core === 'CORE' ? 'Core' : 'Full'}-EKS_Optimized-${version}`
    }
  }
}

/** The newest image of an AMI type and its release version. Where no parameter tells them, they are made up from the type and version. */
export async function newestImage(call: Call, amiType: string, version: string): Promise<{ imageId: string; releaseVersion: string }> {
  const folder = parameterFolder(amiType, version)
  const patch = versionsOf(call.account).find((item) => item.clusterVersion === version)?.kubernetesPatchVersion ?? `${version}.0`
  const made = `ami-0${createHash('sha256').update(`${call.region}${folder}`).digest('hex').slice(0, 16)}`
  const release = await parameter(call, familyOf(amiType) === 'bottlerocket' ? `${folder}/image_version` : `${folder}/release_version`)
  return { imageId: (await parameter(call, `${folder}/image_id`)) ?? made, releaseVersion: release ?? `${patch}-20261117` }
}

async function parameter(call: Call, name: string): Promise<string | undefined> {
  try {
    return (await call.aws<{ Parameter?: { Value?: string } }>('ssm', 'GetParameter', { Name: name })).Parameter?.Value
  } catch {
    return undefined
  }
}
