import { ConfigError } from '#src/config/complaint.ts'
import type { Complaint } from '#src/config/complaint.ts'
import type { Purpose } from '#src/config/config.ts'
import type { KnownVersion } from '#src/config/facts.ts'
import { readConfig } from '#src/config/read.ts'
import { type Settled, settle, type Survey } from '#src/config/settle.ts'

const kind = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n'
const metadata = 'metadata: {name: t, region: us-west-2}\n'

/** A whole config file from the part that matters. */
export function file(part: string): string {
  return kind + (/^metadata:/m.test(part) ? '' : metadata) + part
}

/** Kubernetes versions as EKS might offer them. */
export const versions: readonly KnownVersion[] = [
  { version: '1.35', status: 'STANDARD_SUPPORT', default: false },
  { version: '1.34', status: 'STANDARD_SUPPORT', default: true, endOfStandardSupport: Date.UTC(2026, 11, 2) },
  { version: '1.33', status: 'STANDARD_SUPPORT', default: false },
  { version: '1.32', status: 'EXTENDED_SUPPORT', default: false, endOfExtendedSupport: Date.UTC(2027, 2, 23) },
  { version: '1.28', status: 'UNSUPPORTED', default: false, endOfExtendedSupport: Date.UTC(2025, 9, 26) },
]

/** What a survey of an account with nothing in it finds. */
export const survey: Survey = { caller: { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann' }, versions }

/** A part of a config file, settled. */
export function settled(part: string, purpose: Purpose = 'create cluster', live?: Survey['live']): Settled {
  return settle(readConfig(file(part), 'cluster.yaml', purpose), { ...survey, live })
}

/** All that is said about a part of a config file: errors of reading or settling, or else the warnings. */
export function complaints(part: string, purpose: Purpose = 'create cluster', live?: Survey['live']): readonly Complaint[] {
  try {
    const config = readConfig(file(part), 'cluster.yaml', purpose)
    return [...config.warnings, ...settle(config, { ...survey, live }).warnings]
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints
    throw error
  }
}
