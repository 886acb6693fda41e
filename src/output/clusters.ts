import { table } from './table.ts'

/** Clusters in a list, as eksctl's table has them. */
export function listTable(clusters: readonly { readonly Name: string; readonly Region: string; readonly Owned: string }[]): string {
  if (clusters.length === 0) return 'No clusters found'
  return table(clusters, [
    ['NAME', ({ Name }) => Name],
    ['REGION', ({ Region }) => Region],
    ['EKSCTL CREATED', ({ Owned }) => Owned],
  ])
}

/** What the table of one cluster shows. `created` in milliseconds. */
export interface ClusterRow {
  readonly name: string
  readonly version: string
  readonly status: string
  readonly created: number | undefined
  readonly vpcId: string | undefined
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly connector: string | undefined
}

/** One cluster, as eksctl's table has it. */
export const clusterTable = (cluster: ClusterRow): string =>
  table(
    [cluster],
    [
      ['NAME', ({ name }) => name],
      ['VERSION', ({ version }) => version],
      ['STATUS', ({ status }) => status],
      ['CREATED', ({ created }) => (created === undefined ? '' : new Date(created).toISOString().replace(/\.\d+Z$/, 'Z'))],
      ['VPC', ({ vpcId }) => vpcId ?? '-'],
      ['SUBNETS', ({ subnetIds }) => subnetIds.toSorted().join(',') || '-'],
      ['SECURITYGROUPS', ({ securityGroupIds }) => securityGroupIds.toSorted().join(',') || '-'],
      ['PROVIDER', ({ connector }) => connector ?? 'EKS'],
    ],
  )
