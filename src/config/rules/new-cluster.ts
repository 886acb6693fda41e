import type { ClusterConfig } from '../schema/cluster-config.ts'
import { ipv6, isStated, onOutposts, systemOf } from './conditions.ts'
import { fault, type Rule } from './rule.ts'
import { nodegroupsOf } from './nodegroup-names.ts'
import { anySubnet } from './vpc.ts'

/** Rules about a cluster that is created, which look at what was written before defaults hide it. */
export const newClusterRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V229',
    check: ({ privateCluster, vpc }) =>
      privateCluster?.enabled === true &&
      (vpc?.clusterEndpoints?.publicAccess !== undefined || vpc?.clusterEndpoints?.privateAccess !== undefined) &&
      fault('vpc.clusterEndpoints', 'a fully private cluster has its endpoint within the VPC; leave clusterEndpoints out'),
  },
  {
    id: 'V230',
    check: (config) =>
      onOutposts(config) && [
        isStated(config.managedNodeGroups) && fault('managedNodeGroups', 'are not possible on Outposts; write nodeGroups'),
        config.vpc?.clusterEndpoints?.publicAccess === true && fault('vpc.clusterEndpoints.publicAccess', 'cannot be true on Outposts'),
        config.vpc?.clusterEndpoints?.privateAccess === false && fault('vpc.clusterEndpoints.privateAccess', 'cannot be false on Outposts'),
      ],
  },
  {
    id: 'V231',
    check: (config) =>
      anySubnet(config) &&
      isStated(config.availabilityZones) &&
      fault('availabilityZones', 'cannot stand together with vpc.subnets: the subnets say which zones', 'leave out availabilityZones'),
  },
  {
    id: 'V232',
    check: ({ gitops }) => {
      if (gitops?.flux === undefined) return undefined
      return [
        !isStated(gitops.flux.gitProvider) && fault('gitops.flux.gitProvider', 'must be set'),
        !isStated(gitops.flux.flags) && fault('gitops.flux.flags', 'must be set'),
      ]
    },
  },
]

/** Rules about a cluster that is created, once everything is filled in. */
export const finishedClusterRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V197',
    check: (config) =>
      ipv6(config) &&
      isStated(config.nodeGroups) &&
      fault('nodeGroups', 'an IPv6 cluster has no self-managed nodegroups; write managedNodeGroups'),
  },
  {
    id: 'V254',
    warning: true,
    check: (config) => {
      const endpoints = config.vpc?.clusterEndpoints
      return (
        !onOutposts(config) &&
        endpoints?.publicAccess === false &&
        endpoints.privateAccess === true &&
        fault(
          'vpc.clusterEndpoints',
          'the Kubernetes API can be reached from within the VPC only: nodes are followed through EKS, and nothing can be done in the cluster from outside',
        )
      )
    },
  },
  {
    id: 'V255',
    warning: true,
    check: ({ vpc }) =>
      isStated(vpc?.sharedNodeSecurityGroup) &&
      vpc?.manageSharedNodeSecurityGroupRules === true &&
      fault('vpc.sharedNodeSecurityGroup', 'rules will be added to this security group (manageSharedNodeSecurityGroupRules)'),
  },
  {
    id: 'V259',
    warning: true,
    check: (config) => {
      const groups = nodegroupsOf(config)
      const windows = groups.filter(([nodegroup]) => systemOf(nodegroup) === 'windows')
      const first = windows[0]
      if (first === undefined || windows.length < groups.length || isStated(config.fargateProfiles)) return undefined
      return fault(`${first[1]}.amiFamily`, 'there are Windows nodes only: coredns and other add-ons need Linux nodes')
    },
  },
  {
    id: 'V260',
    check: ({ accessConfig: access, nodeGroups }) => {
      if (access?.bootstrapClusterCreatorAdminPermissions !== false || !isStated(nodeGroups)) return undefined
      const at = 'accessConfig.bootstrapClusterCreatorAdminPermissions'
      if (access.authenticationMode === 'CONFIG_MAP')
        return fault(at, 'cannot be false with CONFIG_MAP and self-managed nodegroups: nobody could let their nodes in')
      return (
        !isStated(access.accessEntries) &&
        fault(at, 'cannot be false with self-managed nodegroups and no access entries: nobody could let their nodes in')
      )
    },
  },
  {
    id: 'V261',
    warning: true,
    check: ({ accessConfig: access, nodeGroups }) => {
      if (access?.bootstrapClusterCreatorAdminPermissions !== false) return undefined
      const at = 'accessConfig.bootstrapClusterCreatorAdminPermissions'
      if (access.authenticationMode !== 'CONFIG_MAP' && isStated(access.accessEntries))
        return fault(at, 'nobody but the access entries of this config can come into the cluster')
      return !isStated(nodeGroups) && fault(at, 'nobody can come into the cluster until an access entry is made')
    },
  },
  {
    id: 'V263',
    check: (config) =>
      !onOutposts(config) &&
      config.nodeGroups?.map(
        ({ outpostARN }, i) =>
          isStated(outpostARN) && fault(`nodeGroups[${i}].outpostARN`, 'nodes on an Outpost come after the cluster: `create nodegroup`'),
      ),
  },
]

/** Rules about Karpenter in a cluster that is created. */
export const newKarpenterRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V273',
    check: ({ karpenter, metadata: { tags } }) => {
      const value = tags?.['karpenter.sh/discovery']
      return (
        karpenter !== undefined &&
        value !== undefined &&
        (value === '' || value.length > 256) &&
        fault('metadata.tags["karpenter.sh/discovery"]', 'must have 1 to 256 characters')
      )
    },
  },
]
