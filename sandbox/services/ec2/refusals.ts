import { AwsError } from '#sandbox/service.ts'

/** EC2's refusals, by what they are about: codes and words are AWS's. */
export const notFound = {
  vpc: (id: string) => new AwsError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`),
  subnet: (id: string) => new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
  internetGateway: (id: string) => new AwsError('InvalidInternetGatewayID.NotFound', `The internetGateway ID '${id}' does not exist`),
  egressGateway: (id: string) => new AwsError('InvalidGatewayID.NotFound', `The eigw ID '${id}' does not exist`),
  gateway: (id: string) => new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`),
  routeTable: (id: string) => new AwsError('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`),
  routeAssociation: (id: string) => new AwsError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`),
  securityGroup: (id: string) => new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`),
  rule: (id: string) => new AwsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`),
  networkAcl: (id: string) => new AwsError('InvalidNetworkAclID.NotFound', `The networkAcl ID '${id}' does not exist`),
  dhcpOptions: (id: string) => new AwsError('InvalidDhcpOptionID.NotFound', `The dhcpOption ID '${id}' does not exist`),
  interface: (id: string) => new AwsError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`),
  attachment: (id: string) => new AwsError('InvalidAttachmentID.NotFound', `The networkInterface attachment '${id}' does not exist`),
  address: (id: string) => new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${id}' does not exist`),
  natGateway: (id: string) => new AwsError('NatGatewayNotFound', `The Nat Gateway ${id} was not found`),
  endpoint: (id: string) => new AwsError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`),
  placementGroup: (name: string) => new AwsError('InvalidPlacementGroup.Unknown', `The Placement Group '${name}' is unknown.`),
  volume: (id: string) => new AwsError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`),
  keyPair: (name: string) => new AwsError('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`),
  template: (id: string) =>
    new AwsError('InvalidLaunchTemplateId.NotFound', `The specified launch template, with template ID ${id}, does not exist.`),
  templateName: (name: string) =>
    new AwsError(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${name}, does not exist.`,
    ),
  templateVersion: (version: string) =>
    new AwsError('InvalidLaunchTemplateId.VersionNotFound', `Could not find the specified version ${version} for the launch template.`),
  instance: (id: string) => new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`),
  image: (id: string) => new AwsError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`),
  transitAttachment: (id: string) =>
    new AwsError('InvalidTransitGatewayAttachmentID.NotFound', `Transit Gateway Attachment ${id} was deleted or does not exist.`),
  vpnGateway: (id: string) => new AwsError('InvalidVpnGatewayID.NotFound', `The vpnGateway ID '${id}' does not exist`),
  peering: (id: string) => new AwsError('InvalidVpcPeeringConnectionID.NotFound', `The vpcPeeringConnection ID '${id}' does not exist`),
}

/** An id that has not the form of its kind. */
export const malformed = (code: string, id: string, prefix: string): AwsError =>
  new AwsError(code, `Invalid id: "${id}" (expecting "${prefix}-...")`)

/** `The vpc 'vpc-…' has dependencies and cannot be deleted.` */
export const hasDependencies = (what: string, id: string): AwsError =>
  new AwsError('DependencyViolation', `The ${what} '${id}' has dependencies and cannot be deleted.`)

/** A value that AWS does not take, in its own words. */
export const invalidValue = (message: string): AwsError => new AwsError('InvalidParameterValue', message)

/** A parameter that must be there. */
export const missing = (parameter: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${parameter}`)

/** How a dry run ends that would have worked. */
export const wouldHaveWorked = (): AwsError =>
  new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', { status: 412 })
