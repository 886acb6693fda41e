import { arn, bool } from '../flags.ts'
import { cluster, type FileRules } from './conflicts.ts'
import { performFlags } from './global.ts'
import { approveFlags, awsFlags, clusterFlags, configFlags, regionFlags, timeoutFlags } from './groups.ts'
import { type Place, type StatedByFlags, Writer } from './stated.ts'

/** Flags of utils enable-secrets-encryption. */
export const secretsEncryptionFlags = {
  ...clusterFlags,
  'key-arn': arn({ summary: 'KMS key; it stays for as long as the cluster does' }),
  'encrypt-existing-secrets': bool({ summary: 'write the secrets that are there anew, so that they are encrypted too', default: 'true' }),
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags('1h20m0s'),
  ...performFlags,
  approve: { ...approveFlags.approve, summary: 'no effect: it is done in any case', hidden: true },
  ...awsFlags,
}

export const secretsEncryptionFile: FileRules = { without: [...cluster, 'key-arn'] }

/** The key, as the line states it. */
export function keyFromFlags(given: { readonly 'key-arn'?: string }, place: Place): StatedByFlags {
  const writer = new Writer(place, 'cluster')
  writer.put('secretsEncryption.keyARN', given['key-arn'], 'key-arn')
  return writer.stated()
}
