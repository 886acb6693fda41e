import { arn, type Given, string } from '../flags.ts'
import { connectorProviders } from '../tables/eks-connector.ts'
import { badFlag } from './conflicts.ts'
import { performFlags } from './global.ts'
import { awsFlags, regionFlags, timeoutFlags } from './groups.ts'

/** Flags of register cluster. */
export const registerClusterFlags = {
  name: string({ summary: 'name that EKS is to know the cluster by' }),
  provider: string({ summary: 'who runs it', value: connectorProviders.join('|') }),
  'role-arn': arn({ summary: "role of the connector's agent, one that exists already", default: 'one is made' }),
  ...regionFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

/** Flags of deregister cluster. */
export const deregisterClusterFlags = {
  name: string({ summary: 'name that EKS knows the cluster by' }),
  ...regionFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

/** EKS's word for the provider, which may be typed in any case. Throws where there is none such. */
export function providerFromFlags({ provider }: Given<typeof registerClusterFlags>): string {
  if (!provider) throw badFlag('--provider must be set', `one of ${connectorProviders.join(', ')}`)
  const known = connectorProviders.find((one) => one === provider.toUpperCase())
  if (known === undefined) throw badFlag(`--provider=${provider}: there is no such provider`, `one of ${connectorProviders.join(', ')}`)
  return known
}
