import type { Given } from '../flags.ts'
import type { kubeconfigFlags } from './groups.ts'

/** Where a cluster's entry in a kubeconfig goes and what it says. */
export interface KubeconfigByFlags {
  readonly path: string | undefined
  readonly auto: boolean
  readonly setContext: boolean
  readonly authenticator: 'eksx' | 'aws' | 'aws-iam-authenticator' | undefined
  readonly roleArn: string | undefined
  readonly profile: string | undefined
}

/** The kubeconfig flags as a wish. A profile of the environment counts as stated, as with eksctl. */
export const kubeconfigFromFlags = (
  given: Given<typeof kubeconfigFlags> & { readonly profile?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): KubeconfigByFlags => ({
  path: given.kubeconfig || undefined,
  auto: given['auto-kubeconfig'] === true,
  setContext: given['set-kubeconfig-context'] !== false,
  authenticator: given.authenticator,
  roleArn: given['authenticator-role-arn'] || undefined,
  profile: given.profile ?? env['AWS_PROFILE'] ?? undefined,
})
