import {
  DescribeAddonConfigurationCommand,
  DescribeAddonVersionsCommand,
  DescribeClusterVersionsCommand,
  EKSClient,
} from '@aws-sdk/client-eks'
import type { AddonFilter, Offers, VersionFilter } from '../app/offers.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { every, isAws, type Aws } from './caller.ts'

/** The adapter of what EKS offers. */
export function offersOn(aws: Aws): Offers {
  const client = new EKSClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('eks', operation, send)
  return {
    clusterVersions: (filter) =>
      every(
        (nextToken) =>
          call('DescribeClusterVersions', () => client.send(new DescribeClusterVersionsCommand(versionsInput(filter, nextToken)))),
        (page) => page.clusterVersions,
        (page) => page.nextToken,
      ),
    addons: (filter) =>
      every(
        (nextToken) => call('DescribeAddonVersions', () => client.send(new DescribeAddonVersionsCommand(addonsInput(filter, nextToken)))),
        (page) => page.addons,
        (page) => page.nextToken,
      ).catch((error: unknown) => {
        throw isAws(error, 'InvalidParameterException') && filter.name !== undefined ? addonUnknown(filter.name, error) : error
      }),
    addonConfiguration: async (addonName, addonVersion) => {
      const input = { addonName, addonVersion }
      const sent = call('DescribeAddonConfiguration', () => client.send(new DescribeAddonConfigurationCommand(input)))
      const answer = await sent.catch((error: unknown) => {
        throw isAws(error, 'InvalidParameterException') ? versionUnknown(addonName, addonVersion, error) : error
      })
      return { schema: answer.configurationSchema, podIdentities: answer.podIdentityConfiguration }
    },
  }
}

const versionsInput = ({ clusterType, versions, includeAll, defaultOnly, status }: VersionFilter, nextToken: string | undefined) => ({
  ...(clusterType !== undefined && { clusterType }),
  ...(versions !== undefined && { clusterVersions: [...versions] }),
  ...(includeAll !== undefined && { includeAll }),
  ...(defaultOnly !== undefined && { defaultOnly }),
  ...(status !== undefined && { versionStatus: status }),
  ...(nextToken !== undefined && { nextToken }),
})

const addonsInput = ({ name, kubernetesVersion, types, owners, publishers }: AddonFilter, nextToken: string | undefined) => ({
  ...(name !== undefined && { addonName: name }),
  ...(kubernetesVersion !== undefined && { kubernetesVersion }),
  ...(types !== undefined && { types: [...types] }),
  ...(owners !== undefined && { owners: [...owners] }),
  ...(publishers !== undefined && { publishers: [...publishers] }),
  ...(nextToken !== undefined && { nextToken }),
})

const addonUnknown = (name: string, cause: unknown): EksxError =>
  new EksxError('AddonUnknown', `EKS has no add-on "${name}": ${wordsOf(cause)}`, {
    exitCode: exitCodes.notFound,
    hint: 'leave out --name to see those there are',
    cause,
  })

const versionUnknown = (name: string, version: string, cause: unknown): EksxError =>
  new EksxError('AddonVersionUnknown', `EKS has no version "${version}" of an add-on "${name}": ${wordsOf(cause)}`, {
    exitCode: exitCodes.notFound,
    hint: `see \`eksx utils describe-addon-versions --name ${name} --kubernetes-version …\``,
    cause,
  })

/** AWS's own words. */
const wordsOf = (error: unknown): string => (error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error))
