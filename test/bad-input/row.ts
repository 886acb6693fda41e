import type { Fault } from '#sandbox/faults.ts'
import type { Lab } from './lab.ts'

/** A line that is refused before anything is written: what is wrong with it, and how it is said. */
export interface Row {
  readonly what: string
  readonly line: string
  /** Put beside the line as `cluster.yaml`. */
  readonly file?: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly fault?: Fault
  readonly before?: (lab: Lab) => void
  readonly exitCode: number
  readonly code: string
  /** The wrong value, and what to do. */
  readonly says: readonly string[]
}

/** Wrong by itself. */
export const usage = { exitCode: 64 }
export const create = 'create cluster --name dev'
export const withFile = 'create cluster -f cluster.yaml'

const head = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n'
/** The least of a config, its name and region aside. */
export const bare = head
export const dev = `${head}metadata: {name: dev, region: us-west-2}\n`
export const group = (fields: string): string => `${dev}managedNodeGroups:\n- name: a\n  ${fields}\n`
