import {
  CreateAddonCommand,
  DeleteAddonCommand,
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  EKSClient,
  ListAddonsCommand,
  type AddonInfo,
} from '@aws-sdk/client-eks'
import { randomUUID } from 'node:crypto'
import type { Addons, AddonVersions } from '../app.ts'
import { every, orMissing, type Aws } from './caller.ts'

/** The adapter of EKS add-ons. */
export function addonsOn(aws: Aws): Addons {
  const client = new EKSClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('eks', operation, send)
  const known = new Map<string, Promise<readonly AddonVersions[]>>()

  async function readVersions(kubernetesVersion: string): Promise<readonly AddonVersions[]> {
    const all = await every(
      (nextToken) => call('DescribeAddonVersions', () => client.send(new DescribeAddonVersionsCommand({ kubernetesVersion, ...(nextToken !== undefined && { nextToken }) }))),
      (page) => page.addons,
      (page) => page.nextToken,
    )
    return all.map((addon) => versionsOf(addon, kubernetesVersion))
  }

  return {
    list: (clusterName) =>
      every(
        (nextToken) => call('ListAddons', () => client.send(new ListAddonsCommand({ clusterName, maxResults: 100, ...(nextToken !== undefined && { nextToken }) }))),
        (page) => page.addons,
        (page) => page.nextToken,
      ),
    find: async (clusterName, addonName) => {
      const answer = await orMissing(call('DescribeAddon', () => client.send(new DescribeAddonCommand({ clusterName, addonName }))), 'ResourceNotFoundException')
      const addon = answer?.addon
      if (addon === undefined) return undefined
      return {
        name: addon.addonName ?? '',
        version: addon.addonVersion ?? '',
        status: addon.status ?? 'CREATING',
        issues: (addon.health?.issues ?? []).map((issue) => ({ code: issue.code ?? '', message: issue.message ?? '' })),
        configurationValues: addon.configurationValues,
      }
    },
    versions: (kubernetesVersion) => {
      const reading = known.get(kubernetesVersion) ?? readVersions(kubernetesVersion)
      known.set(kubernetesVersion, reading)
      return reading
    },
    create: async (request, signal) => {
      signal.throwIfAborted()
      const input = {
        clusterName: request.cluster,
        addonName: request.name,
        addonVersion: request.version,
        resolveConflicts: request.resolveConflicts,
        clientRequestToken: randomUUID(),
        ...(request.configurationValues !== undefined && { configurationValues: request.configurationValues }),
        ...(request.tags !== undefined && { tags: { ...request.tags } }),
      }
      await orMissing(call('CreateAddon', () => client.send(new CreateAddonCommand(input))), 'ResourceInUseException')
    },
    delete: async (clusterName, addonName, signal) => {
      signal.throwIfAborted()
      await orMissing(call('DeleteAddon', () => client.send(new DeleteAddonCommand({ clusterName, addonName }))), 'ResourceNotFoundException')
    },
  }
}

function versionsOf(addon: AddonInfo, kubernetesVersion: string): AddonVersions {
  const fits = (addon.addonVersions ?? []).flatMap((one) => {
    const match = one.compatibilities?.find((compatibility) => compatibility.clusterVersion === kubernetesVersion)
    return match === undefined ? [] : [{ version: one.addonVersion ?? '', default: match.defaultVersion ?? false, needsRole: one.requiresIamPermissions ?? false }]
  })
  return { name: addon.addonName ?? '', versions: fits }
}
