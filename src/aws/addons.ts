import {
  CreateAddonCommand,
  DeleteAddonCommand,
  DescribeAddonCommand,
  DescribeAddonConfigurationCommand,
  DescribeAddonVersionsCommand,
  EKSClient,
  ListAddonsCommand,
  UpdateAddonCommand,
  type AddonInfo,
} from '@aws-sdk/client-eks'
import { randomUUID } from 'node:crypto'
import type { AddonRequest, Addons, AddonVersions, RecommendedRole } from '../app.ts'
import { begunDeletion, begunUpdate, every, orMissing, type Aws } from './caller.ts'
import { withRoles } from './fresh-roles.ts'

/** The adapter of EKS add-ons. */
export function addonsOn(aws: Aws): Addons {
  const client = new EKSClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('eks', operation, send)
  const known = new Map<string, Promise<readonly AddonVersions[]>>()
  const advice = new Map<string, Promise<readonly RecommendedRole[]>>()

  async function readVersions(kubernetesVersion: string, addonName?: string): Promise<readonly AddonVersions[]> {
    const all = await every(
      (nextToken) =>
        call('DescribeAddonVersions', () => client.send(new DescribeAddonVersionsCommand({ kubernetesVersion, addonName, nextToken }))),
      (page) => page.addons,
      (page) => page.nextToken,
    )
    return all.map((addon) => versionsOf(addon, kubernetesVersion))
  }

  async function readRecommended(addonName: string, addonVersion: string): Promise<readonly RecommendedRole[]> {
    const answer = await call('DescribeAddonConfiguration', () =>
      client.send(new DescribeAddonConfigurationCommand({ addonName, addonVersion })),
    )
    return (answer.podIdentityConfiguration ?? []).map((one) => ({
      serviceAccount: one.serviceAccount ?? '',
      policyArns: one.recommendedManagedPolicies ?? [],
    }))
  }

  return {
    list: (clusterName, chunk = 100) =>
      every(
        (nextToken) =>
          call('ListAddons', () =>
            client.send(new ListAddonsCommand({ clusterName, maxResults: chunk, ...(nextToken !== undefined && { nextToken }) })),
          ),
        (page) => page.addons,
        (page) => page.nextToken,
      ),
    find: async (clusterName, addonName) => {
      const answer = await orMissing(
        call('DescribeAddon', () => client.send(new DescribeAddonCommand({ clusterName, addonName }))),
        'ResourceNotFoundException',
      )
      const addon = answer?.addon
      if (addon === undefined) return undefined
      return {
        name: addon.addonName ?? '',
        version: addon.addonVersion ?? '',
        status: addon.status ?? 'CREATING',
        issues: (addon.health?.issues ?? []).map((issue) => ({
          code: issue.code ?? '',
          message: issue.message ?? '',
          resources: issue.resourceIds ?? [],
        })),
        configurationValues: addon.configurationValues,
        serviceAccountRole: addon.serviceAccountRoleArn,
        namespace: addon.namespaceConfig?.namespace,
        podIdentities: (addon.podIdentityAssociations ?? []).map((arn) => arn.split('/').at(-1) ?? arn),
      }
    },
    versions: (kubernetesVersion) => {
      const reading = known.get(kubernetesVersion) ?? readVersions(kubernetesVersion)
      known.set(kubernetesVersion, reading)
      return reading
    },
    versionsOf: async (name, kubernetesVersion) => (await readVersions(kubernetesVersion, name)).flatMap(({ versions }) => versions),
    create: async (request, signal) => {
      signal.throwIfAborted()
      const namespaceConfig = request.namespace === undefined ? {} : { namespaceConfig: { namespace: request.namespace } }
      const input = { ...wireOf(request), ...namespaceConfig, ...(request.tags !== undefined && { tags: { ...request.tags } }) }
      return (
        (await orMissing(
          withRoles(aws, rolesIn(request), signal, () => call('CreateAddon', () => client.send(new CreateAddonCommand(input)))),
          'ResourceInUseException',
        )) !== undefined
      )
    },
    update: async (request, signal) => {
      signal.throwIfAborted()
      const input = wireOf(request)
      return begunUpdate(
        withRoles(aws, rolesIn(request), signal, () => call('UpdateAddon', () => client.send(new UpdateAddonCommand(input)))),
      )
    },
    recommended: (name, version) => {
      const key = `${name} ${version}`
      const reading = advice.get(key) ?? readRecommended(name, version)
      advice.set(key, reading)
      return reading
    },
    delete: async (clusterName, addonName, signal, preserve = false) => {
      signal.throwIfAborted()
      const input = { clusterName, addonName, ...(preserve && { preserve }) }
      return begunDeletion(call('DeleteAddon', () => client.send(new DeleteAddonCommand(input))))
    },
  }
}

const rolesIn = ({ serviceAccountRole, podIdentities = [] }: AddonRequest) => [
  serviceAccountRole,
  ...podIdentities.map((one) => one.roleArn),
]

/** What creation and update have in common. */
const wireOf = (request: AddonRequest) => ({
  clusterName: request.cluster,
  addonName: request.name,
  addonVersion: request.version,
  clientRequestToken: randomUUID(),
  ...(request.resolveConflicts !== undefined && { resolveConflicts: request.resolveConflicts }),
  ...(request.configurationValues !== undefined && { configurationValues: request.configurationValues }),
  ...(request.serviceAccountRole !== undefined && { serviceAccountRoleArn: request.serviceAccountRole }),
  ...(request.podIdentities !== undefined && { podIdentityAssociations: [...request.podIdentities] }),
})

function versionsOf(addon: AddonInfo, kubernetesVersion: string): AddonVersions {
  const fits = (addon.addonVersions ?? []).flatMap((one) => {
    const match = one.compatibilities?.find((compatibility) => compatibility.clusterVersion === kubernetesVersion)
    return match === undefined
      ? []
      : [{ version: one.addonVersion ?? '', default: match.defaultVersion ?? false, needsRole: one.requiresIamPermissions ?? false }]
  })
  return { name: addon.addonName ?? '', namespace: addon.defaultNamespace ?? 'kube-system', versions: fits }
}
