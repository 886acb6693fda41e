import type { AmiFamily } from '../tables/ami-families.ts'
import { al2023UserData } from './al2023.ts'
import type { Bootstrap } from './bootstrap.ts'

const byKind: Readonly<Record<AmiFamily['userData'], (node: Bootstrap) => string | undefined>> = {
  nodeadm: al2023UserData,
  'cloud-config': al2023UserData,
  toml: al2023UserData,
  powershell: al2023UserData,
}

/** What a node is told at its first start, in base64 as EC2 wants it; undefined where it needs to be told nothing. */
export const userData = (node: Bootstrap): string | undefined => byKind[node.family.userData](node)
