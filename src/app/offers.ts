/** What EKS offers in the region, whatever clusters there are. Answers are AWS's own. */
export interface Offers {
  /** Kubernetes versions, as EKS orders them. */
  clusterVersions(filter: VersionFilter): Promise<readonly object[]>
  /** Add-ons, each with the versions that pass. */
  addons(filter: AddonFilter): Promise<readonly object[]>
  /** What an add-on's version can be told, as a JSON schema, and the roles that its service accounts need. */
  addonConfiguration(name: string, version: string): Promise<AddonConfiguration>
}

/** What is not stated passes. */
export interface VersionFilter {
  /** `eks` or `eks-local-outposts` */
  readonly clusterType?: string | undefined
  readonly versions?: readonly string[] | undefined
  readonly includeAll?: boolean | undefined
  readonly defaultOnly?: boolean | undefined
  readonly status?: 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | undefined
}

/** What is not stated passes. */
export interface AddonFilter {
  readonly name?: string | undefined
  readonly kubernetesVersion?: string | undefined
  readonly types?: readonly string[] | undefined
  readonly owners?: readonly string[] | undefined
  readonly publishers?: readonly string[] | undefined
}

export interface AddonConfiguration {
  /** A JSON schema as text; undefined where the version takes no settings. */
  readonly schema: string | undefined
  readonly podIdentities: readonly object[] | undefined
}
