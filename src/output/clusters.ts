import type { Listing } from './listing.ts'

/** Clusters in a list, as eksctl's table has them. */
export const clusterList: Listing<{ readonly Name: string; readonly Region: string; readonly Owned: string }> = {
  kind: 'clusters',
  name: ({ Name }) => Name,
  columns: [
    ['NAME', ({ Name }) => Name],
    ['REGION', ({ Region }) => Region],
    ['EKSCTL CREATED', ({ Owned }) => Owned],
  ],
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
export const oneCluster: Listing<ClusterRow> = {
  kind: 'clusters',
  name: ({ name }) => name,
  columns: [
    ['NAME', ({ name }) => name],
    ['VERSION', ({ version }) => version],
    ['STATUS', ({ status }) => status],
    ['CREATED', ({ created }) => (created === undefined ? '' : new Date(created).toISOString().replace(/\.\d+Z$/, 'Z')), 1],
    ['VPC', ({ vpcId }) => vpcId ?? '-', 3],
    ['SUBNETS', ({ subnetIds }) => subnetIds.toSorted().join(',') || '-', 5],
    ['SECURITYGROUPS', ({ securityGroupIds }) => securityGroupIds.toSorted().join(',') || '-', 4],
    ['PROVIDER', ({ connector }) => connector ?? 'EKS', 2],
  ],
}
