/** What EC2 can start, and what instances are started from: types, key pairs, launch templates. */
export interface Machines {
  /** Instance types of the region: those named, or every one that can be had. */
  types(names?: readonly string[]): Promise<readonly MachineType[]>
  /** The fingerprint of a key pair as EC2 writes it; undefined where there is no such pair. */
  keyFingerprint(name: string): Promise<string | undefined>
  /** Names of all key pairs that begin so. */
  keyPairs(prefix: string): Promise<readonly KeyPair[]>
  /** Imports a public key (OpenSSH's one line). A pair of that name that is there already is left as it is. */
  importKey(name: string, publicKey: string, signal: AbortSignal): Promise<void>
  deleteKey(name: string, signal: AbortSignal): Promise<void>
  /** Those of the named instances that EC2 knows. */
  instances(ids: readonly string[]): Promise<readonly Instance[]>
  /** What an instance boots with, as text; undefined where it has none. */
  userData(id: string): Promise<string | undefined>
  /** What a launch template of the account fixes; undefined where that version does not exist. `$Default` without a version. */
  launchTemplate(id: string, version: string | undefined): Promise<LiveLaunchTemplate | undefined>
}

export interface MachineType {
  readonly name: string
  readonly vcpus: number
  readonly memoryMiB: number
  /** Of any maker. */
  readonly gpus: number
  readonly neuronDevices: number
  readonly architectures: readonly string[]
  readonly efa: boolean
  readonly networkCards: number
}

export interface KeyPair {
  readonly name: string
  readonly fingerprint: string
}

export interface LiveLaunchTemplate {
  readonly instanceType: string | undefined
  readonly imageId: string | undefined
  readonly hasUserData: boolean
  readonly hasInstanceProfile: boolean
}

export interface Instance {
  readonly id: string
  /** `pending`, `running`, `terminated`, … */
  readonly state: string
  readonly subnet: string
  readonly vpc: string
  readonly address: string | undefined
  readonly publicAddress: string | undefined
  /** Its security groups. */
  readonly groups: readonly string[]
  /** The name of its instance profile. */
  readonly profile: string | undefined
}
