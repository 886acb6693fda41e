import { arn, flag, freeForm, name, section, sections, text, texts, textMap, whole } from './fields.ts'
import { accessPolicies } from './policies.ts'

const shown = { empty: 'shown' } as const

const placement = (description: string) =>
  section(description, {
    groupName: text('Name of a placement group that exists.'),
    spreadLevel: text('How far instances are kept apart: host or rack.'),
  })

/** `upgradePolicy`: what happens at the end of standard support. */
export const upgradePolicy = section('What happens when standard support of the version ends.', {
  supportType: text('`STANDARD` upgrades by itself, `EXTENDED` stays and costs more.', {
    allowed: ['STANDARD', 'EXTENDED'],
    preset: 'EXTENDED',
  }),
})

/** `accessConfig`: who may come into the cluster, by EKS access entries. */
export const accessConfig = section('Who may come into the cluster, by EKS access entries.', {
  authenticationMode: text('Where rights come from.', { allowed: ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API'] }),
  bootstrapClusterCreatorAdminPermissions: flag('Make whoever creates the cluster its administrator; true where unset.'),
  accessEntries: sections('Principals and what they may do.', {
    principalARN: arn('Role or user.', { unset: '' }),
    type: text('Kind of entry; STANDARD for people and programs.', {
      allowed: ['', 'STANDARD', 'EC2', 'EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'HYBRID_LINUX'],
    }),
    kubernetesGroups: texts('Kubernetes groups.'),
    kubernetesUsername: text('Kubernetes user name.'),
    accessPolicies,
  }),
})

/** `autoModeConfig`: EKS runs the nodes itself. */
export const autoModeConfig = section('EKS Auto Mode: nodes, disks and load balancers run by EKS.', {
  enabled: flag('Turn Auto Mode on.'),
  nodeRoleARN: arn('Role of the nodes that exists already.'),
  permissionsBoundaryARN: arn('Permissions boundary of the node role that is created.'),
  nodePools: texts('Node pools of EKS to turn on: general-purpose, system; none with [].', {
    allowed: ['general-purpose', 'system'],
    ...shown,
  }),
})

/** `cloudWatch`: logs of the control plane. */
export const cloudWatch = section('Logs of the control plane.', {
  clusterLogging: section('Which logs go to CloudWatch.', {
    enableTypes: texts('api, audit, authenticator, controllerManager, scheduler; `all` or `*` for each of them.', {
      allowed: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler', 'all', '*'],
    }),
    logRetentionInDays: whole('Days that logs are kept; for ever where unset.', { empty: 'hidden' }),
  }),
})

/** `secretsEncryption`: a key of your own for Kubernetes secrets. */
export const secretsEncryption = section('A KMS key of your own for Kubernetes secrets.', {
  keyARN: name('ARN of the key.'),
})

/** `outpost`: a control plane on AWS Outposts. */
export const outpost = section('A control plane on AWS Outposts.', {
  controlPlaneOutpostARN: text('ARN of the Outpost.', { unset: '' }),
  controlPlaneInstanceType: text('Instance type of the control plane; the smallest there is where unset.', { unset: '' }),
  controlPlanePlacement: placement('Placement of the control plane.'),
  etcdInstanceType: text('Instance type of etcd; with it, etcd has instances of its own.'),
  etcdPlacement: placement('Placement of etcd.'),
})

/** `controlPlaneScalingConfig`: how much the control plane is given in advance. */
export const controlPlaneScalingConfig = section('How much capacity the control plane is given in advance.', {
  tier: text('Scaling tier.', shown),
})

/** `zonalShiftConfig`: traffic leaves a zone in trouble. */
export const zonalShiftConfig = section('Let ARC shift traffic away from a zone in trouble.', {
  enabled: flag('Turn it on.'),
})

/** `kubeAPIServerConfig`. */
export const kubeAPIServerConfig = section('Settings of the Kubernetes API server.', {
  eventTTL: text('How long events are kept, as a duration (`1h`).', shown),
  serviceNodePortRange: section('Ports for services of type NodePort.', {
    minPort: whole('First port.'),
    maxPort: whole('Last port.'),
  }),
})

/** `kubeSchedulerConfig`. */
export const kubeSchedulerConfig = section('Settings of the Kubernetes scheduler.', {
  nodeResourcesFit: section('How free resources weigh in the choice of a node.', {
    scoringStrategy: section('The strategy and its weights.', {
      type: text('Strategy.', { allowed: ['LeastAllocated', 'MostAllocated'], ...shown }),
      resources: sections('Resources with their weights.', { name: text('Resource.', shown), weight: whole('Weight.') }),
    }),
  }),
})

/** `kubeControllerManagerConfig`. */
export const kubeControllerManagerConfig = section('Settings of the Kubernetes controller manager.', {
  horizontalPodAutoscalerControllerConfig: section('The horizontal pod autoscaler.', {
    horizontalPodAutoscalerSyncPeriod: text('How often it looks, as a duration (`15s`).', shown),
  }),
})

/** `capabilities`: controllers that EKS runs outside the cluster. */
export const capabilities = sections('Controllers that EKS runs outside the cluster (ACK, kro, Argo CD).', {
  name: name('Name of the capability.'),
  type: name('Kind.', { allowed: ['ACK', 'KRO', 'ARGOCD'] }),
  roleArn: text('Role that exists already.'),
  deletePropagationPolicy: text('What happens to its resources on deletion.', { allowed: ['RETAIN'] }),
  configuration: section('Settings by kind.', {
    argocd: section('Settings of Argo CD.', {
      namespace: text('Namespace that Argo CD works in.'),
      networkAccess: section('From where its page can be reached.', { vpceIds: texts('VPC endpoints.') }),
      rbacRoleMappings: sections('Who has which role in Argo CD.', {
        role: name('Role.', { allowed: ['ADMIN', 'EDITOR', 'VIEWER'] }),
        identities: sections(
          'Users and groups of IAM Identity Center.',
          { id: name('Id.'), type: name('Kind.', { allowed: ['SSO_USER', 'SSO_GROUP'] }) },
          { unset: null },
        ),
      }),
      awsIdc: section('The IAM Identity Center that people sign in with.', {
        idcInstanceArn: name('ARN of the instance.'),
        idcRegion: text('Its region.'),
      }),
    }),
  }),
  tags: textMap('AWS tags.'),
  accessPolicies,
  attachPolicyARNs: texts('Managed policies for the role that is created.'),
  attachPolicy: freeForm('Inline policy document for the role that is created.'),
  permissionsBoundary: text('Permissions boundary of the role that is created.'),
})
