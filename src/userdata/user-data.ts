import type { AmiFamily } from '../tables/ami-families.ts'
import { al2023UserData } from './al2023.ts'
import type { Bootstrap } from './bootstrap.ts'
import { bottlerocketUserData } from './bottlerocket.ts'
import { cloudConfigUserData } from './cloud-config.ts'
import { windowsUserData } from './windows.ts'

const byKind: Readonly<Record<AmiFamily['userData'], (node: Bootstrap) => string | undefined>> = {
  nodeadm: al2023UserData,
  toml: bottlerocketUserData,
  'cloud-config': cloudConfigUserData,
  powershell: windowsUserData,
}

/** What a node is told at its first start, in base64 as EC2 wants it; undefined where it needs to be told nothing. */
export const userData = (node: Bootstrap): string | undefined => byKind[node.family.userData](node)
