import { amiFamilies } from '../../tables/ami-families.ts'
import { volumeTypes } from '../../tables/volumes.ts'
import { flag, freeForm, name, section, sections, text, texts, textMap, whole } from './fields.ts'

const shown = { empty: 'shown' } as const
const nullable = { unset: null, empty: 'shown' } as const

/** A disk: the root volume's fields stand in the nodegroup itself, more disks in `additionalVolumes`. */
const volume = {
  volumeSize: whole('Size in GiB; 80 where unset.', { preset: 80 }),
  volumeType: text('Type of the EBS volume.', { allowed: volumeTypes, preset: 'gp3', ...shown }),
  volumeName: text('Device name.', shown),
  volumeEncrypted: flag('Encrypt the volume.'),
  volumeKmsKeyID: text('Key to encrypt it with; needs volumeEncrypted.', shown),
  volumeIOPS: whole('Operations a second, for gp3, io1 and io2.'),
  volumeThroughput: whole('MiB a second, for gp3.'),
}

const taint = {
  key: text('Key of the taint.'),
  value: text('Value of the taint.'),
  effect: text('NoSchedule, PreferNoSchedule or NoExecute.'),
}

/** Taints; a schema of its own for each kind of nodegroup, since one of them takes a map as well. */
export function taints() {
  return sections('Kubernetes taints of the nodes; for self-managed ones also a map `key: "value:Effect"`.', taint)
}

const nodePolicies = section(
  'Ready-made sets of permissions for what runs on the nodes.',
  {
    imageBuilder: flag('Push and pull images in ECR.', nullable),
    autoScaler: flag('Run the cluster autoscaler.', nullable),
    externalDNS: flag('Let external-dns change Route 53 records.', nullable),
    certManager: flag('Let cert-manager answer DNS challenges in Route 53.', nullable),
    appMesh: flag('Use App Mesh.', nullable),
    appMeshPreview: flag('Use the preview of App Mesh.', nullable),
    ebs: flag('Run the EBS CSI driver.', nullable),
    fsx: flag('Use FSx for Lustre.', nullable),
    efs: flag('Use EFS.', nullable),
    awsLoadBalancerController: flag('Run the AWS load balancer controller.', nullable),
    albIngress: flag('Old name of awsLoadBalancerController.', nullable),
    xRay: flag('Send traces to X-Ray.', nullable),
    cloudWatch: flag('Run the CloudWatch agent.', nullable),
  },
  { always: true },
)

/** What managed and self-managed nodegroups have in common. */
export const nodegroupBase = {
  name: name('Name of the nodegroup.'),
  amiFamily: text('Operating system of the nodes.', { allowed: amiFamilies.map((family) => family.name), preset: 'AmazonLinux2023' }),
  instanceType: text('Type of the instances; m5.large where nothing else is said.'),
  availabilityZones: texts('Zones of the nodes, out of those of the cluster.'),
  subnets: texts('Subnets of the nodes, by id or by key of vpc.subnets.'),
  instancePrefix: text('Put before the names of the instances.'),
  instanceName: text('Name of the instances.'),
  desiredCapacity: whole('Number of nodes.'),
  minSize: whole('Least number of nodes.'),
  maxSize: whole('Greatest number of nodes.'),
  ...volume,
  ssh: section('Access to the nodes by SSH.', {
    allow: flag('Open port 22; a key alone opens it too.', nullable),
    publicKeyPath: text('File of the public key.', shown),
    publicKey: text('The public key itself.', shown),
    publicKeyName: text('Name of an EC2 key pair.', shown),
    sourceSecurityGroupIds: texts('Security groups that may come in.'),
    enableSsm: flag('Old; Session Manager is always on.'),
  }),
  labels: textMap('Kubernetes labels of the nodes.'),
  privateNetworking: flag('Put the nodes into private subnets, without public addresses.', { unset: false, preset: false }),
  tags: textMap('AWS tags of the nodegroup and its instances.'),
  iam: section('Role of the nodes.', {
    attachPolicy: freeForm('Inline policy document for the role that is created.'),
    attachPolicyARNs: texts('Managed policies; they take the place of the default ones.'),
    instanceProfileARN: text('Instance profile that exists already.'),
    instanceRoleARN: text('Role that exists already.'),
    instanceRoleName: text('Name for the role that is created.'),
    instanceRolePermissionsBoundary: text('Permissions boundary of the role that is created.'),
    withAddonPolicies: nodePolicies,
  }),
  ami: text('Image of your own (ami-…); for self-managed nodes also auto, auto-ssm.'),
  securityGroups: section('Security groups of the nodes.', {
    attachIDs: texts('More security groups.'),
    withShared: flag('Wear the group that all nodes share; self-managed only.', nullable),
    withLocal: flag('Wear a group of its own; self-managed only.', nullable),
  }),
  maxPodsPerNode: whole('Most pods on a node; by instance type where unset.', { empty: 'hidden' }),
  asgSuspendProcesses: texts('Processes of the Auto Scaling group to hold; self-managed only.'),
  ebsOptimized: flag('Instances with a line of their own to EBS.'),
  additionalVolumes: sections('More disks of the nodes.', {
    ...volume,
    snapshotID: text('Snapshot to make the disk from.', shown),
  }),
  preBootstrapCommands: texts('Shell commands to run before a node joins.'),
  overrideBootstrapCommand: text('In place of what lets a node join; for AL2023 a NodeConfig.', shown),
  propagateASGTags: flag('Put labels and taints on the Auto Scaling group as tags, for the cluster autoscaler.'),
  disableIMDSv1: flag('Ask for tokens at the instance metadata service; true where unset.', { preset: true }),
  disablePodIMDS: flag('Keep pods from the instance metadata service.', { preset: false }),
  placement: section('Placement group of the nodes.', {
    groupName: text('Name of a placement group that exists.'),
    spreadLevel: text('Not used for nodes.'),
  }),
  efaEnabled: flag('Elastic Fabric Adapters on the nodes.'),
  instanceSelector: section('Choose instance types by what they have.', {
    vCPUs: whole('Number of virtual processors.', { empty: 'hidden' }),
    memory: text('Memory, GiB where no unit is written.'),
    gpus: whole('Number of GPUs; 0 for types without.'),
    neuron_devices: whole('Number of Neuron devices; 0 for types without.'),
    cpuArchitecture: text('Kind of processor.', { allowed: ['x86_64', 'amd64', 'arm64'] }),
    allow: text('Pattern that type names must match.', shown),
    deny: text('Pattern that type names must not match.', shown),
  }),
  bottlerocket: section('Settings of Bottlerocket nodes.', {
    enableAdminContainer: flag('Run the admin container.'),
    settings: freeForm('Settings of Bottlerocket, as its API names them.', shown),
  }),
  enableDetailedMonitoring: flag('CloudWatch metrics of the instances each minute.'),
  capacityReservation: section('Capacity that was reserved.', {
    capacityReservationPreference: text('Whether open reservations are used.', { allowed: ['open', 'none'], ...shown }),
    capacityReservationTarget: section('One reservation, or a group of them.', {
      capacityReservationID: text('Id of the reservation.', shown),
      capacityReservationResourceGroupARN: text('ARN of the group of reservations.', shown),
    }),
  }),
  instanceMarketOptions: section('How the instances are bought.', {
    marketType: text('For capacity blocks.', { allowed: ['capacity-block'], ...shown }),
  }),
  outpostARN: text('Outpost that the nodes run on; self-managed only.'),
  updateConfig: section('How many nodes may be replaced at a time; managed only.', {
    maxUnavailable: whole('As a number.'),
    maxUnavailablePercentage: whole('As a percentage.'),
  }),
  taints: taints(),
}
