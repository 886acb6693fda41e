import type { App } from '../app.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import { clusterUpdates } from './cluster-update.ts'
import { until } from './until.ts'

type Provider = NonNullable<ClusterConfig['identityProviders']>[number]

/** An OIDC provider whose tokens the Kubernetes API takes. Without `wait` the step ends when EKS has accepted it. */
export function identityProviderStep(cluster: string, provider: Provider, after: readonly Step[], wait: boolean): Step {
  const { name } = provider

  async function look(app: App): Promise<Sight> {
    const live = await app.identityProviders.find(cluster, name)
    if (live === undefined) return { so: false, change: { kind: 'create' } }
    const stated = [
      { path: `identityProviders[${name}].issuerURL`, from: live.issuerUrl, to: provider.issuerURL },
      { path: `identityProviders[${name}].clientID`, from: live.clientId, to: provider.clientID },
    ]
    const why = stated.filter(({ from, to }) => from !== to)
    if (why.length > 0) return { so: false, change: { kind: 'replace', why } }
    return live.status === 'ACTIVE' ? { so: true } : { so: false, change: { kind: 'follow' } }
  }

  async function act(change: { readonly kind: string }, app: App, run: Run): Promise<void> {
    if (change.kind === 'create') await app.identityProviders.associate({ cluster, ...requestOf(provider) }, run.signal)
    if (wait)
      await until(
        app,
        run,
        () => app.identityProviders.find(cluster, name),
        (live) => live === undefined || live.status === 'ACTIVE',
        15_000,
      )
  }

  return {
    name: `identity provider ${name}`,
    after,
    lane: clusterUpdates,
    usual: 600_000,
    ...(!wait && { doesNotWait: true as const }),
    look,
    act,
  }
}

const requestOf = (provider: Provider) => ({
  name: provider.name,
  issuerUrl: provider.issuerURL,
  clientId: provider.clientID,
  ...(provider.usernameClaim && { usernameClaim: provider.usernameClaim }),
  ...(provider.usernamePrefix && { usernamePrefix: provider.usernamePrefix }),
  ...(provider.groupsClaim && { groupsClaim: provider.groupsClaim }),
  ...(provider.groupsPrefix && { groupsPrefix: provider.groupsPrefix }),
  ...(hasKeys(provider.requiredClaims) && { requiredClaims: provider.requiredClaims }),
  ...(hasKeys(provider.tags) && { tags: provider.tags }),
})

const hasKeys = (map: Readonly<Record<string, string>> | undefined): boolean => map !== undefined && Object.keys(map).length > 0
